package org.wdmsim.samples.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code wdmsim}. */
@Command(
        name = "wdmsim",
        description = "Runs PnP removal scenarios on simulated WDM drivers.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            ListCommand.class,
            RunCommand.class,
            ExploreCommand.class,
            MergeCommand.class,
            ReplayCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:clean",
            " 1:a defect or a broken expectation was found",
            " 2:the command line is wrong",
            " 3:an input could not be read, or is wrong",
            " 4:inconclusive: a budget ran out",
            "70:the simulator's own fault",
            "74:the result could not be written"
        })
public final class Wdmsim implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Made by {@link #main}. */
    public Wdmsim() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given; try \"wdmsim run surprise-removal\"");
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(run(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), args));
    }

    /** Runs the command; that its result could not be written is a failure, too. */
    static int run(OutputStream out, OutputStream err, String... args) {
        ResultStream result = new ResultStream(out);
        PrintStream results = new PrintStream(result, false, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(err, false, StandardCharsets.UTF_8);
        int code = execute(results, errors, args);
        results.flush();
        if (result.failure() != null) {
            errors.println("wdmsim: the result could not be written to standard output: " + result.failure());
            code = ExitCode.UNWRITTEN;
        }
        errors.flush();
        return code;
    }

    /** Runs the command. Always UTF-8, so that the bytes do not depend on the host. */
    public static int execute(PrintStream out, PrintStream err, String... args) {
        PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new Wdmsim())
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> usageError(wrong, errors))
                .setExecutionExceptionHandler((problem, command, parsed) -> internalError(problem, errors));
        try {
            return line.execute(args);
        } catch (Error ours) {
            return internalError(ours, errors);
        }
    }

    /** What is wrong, where it is seen, and where the help is; all options are a screenful. */
    private static int usageError(ParameterException wrong, PrintWriter errors) {
        CommandLine command = wrong.getCommandLine();
        errors.println("wdmsim: " + UsageText.of(wrong));
        UnmatchedArgumentException.printSuggestions(wrong, errors);
        errors.println("  try      " + command.getCommandSpec().qualifiedName() + " --help");
        errors.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int internalError(Throwable problem, PrintWriter errors) {
        errors.println("wdmsim: simulator bug: " + problem);
        errors.println("  do       report this with the command line and what follows");
        problem.printStackTrace(errors);
        errors.flush();
        return ExitCode.INTERNAL;
    }
}
