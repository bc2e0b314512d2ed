package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.wdmsim.pnp.scenario.ScenarioRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code wdmsim replay}: plays a schedule that was saved, and says whether the run ends as it did then. */
@Command(
        name = "replay",
        description = "Plays a schedule that \"wdmsim explore --save\" has written.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "What was written.")
    private Path file;

    @Unmatched
    private List<String> others = new ArrayList<>();

    ReplayCommand() {}

    @Override
    public Integer call() {
        if (!others.isEmpty()) {
            throw new ParameterException(spec.commandLine(), tooMany(others.get(0)));
        }
        PrintWriter err = spec.commandLine().getErr();
        ScheduleFile saved = read(err);
        if (saved == null) {
            return ExitCode.INPUT;
        }
        RunCommand command = new RunCommand();
        CommandLine line =
                new CommandLine(command).setOut(spec.commandLine().getOut()).setErr(err);
        ScenarioRun run;
        try {
            List<String> options =
                    saved.arguments().subList(1, saved.arguments().size());
            line.parseArgs(options.toArray(String[]::new));
            if (line.isUsageHelpRequested() || line.isVersionHelpRequested()) {
                return unusable(err, "line 2: asks for help or a version, which ends no run; give a scenario");
            }
            run = command.play();
        } catch (ParameterException wrong) {
            return unusable(err, "line 2: " + UsageText.of(wrong));
        }
        if (!ScheduleFile.end(run).equals(saved.end())) {
            err.println("wdmsim: DIVERGED: " + file + " ends otherwise than when it was saved");
            err.println("  expected " + saved.end());
            err.println("  found    " + ScheduleFile.end(run));
            err.println(
                    "  do       replay it with the drivers and the version it was saved with; if they are the same, a"
                            + " driver does not do the same each time");
            err.flush();
            return ExitCode.INPUT;
        }
        command.report(run);
        return RunCommand.exitCode(run);
    }

    private static String tooMany(String word) {
        return word.startsWith("-")
                ? word
                        + " is not for replay: the file says with which options its schedule is played; to change one, type"
                        + " the file's second line behind \"wdmsim\""
                : "\"" + word + "\" is one word too many; replay plays one file";
    }

    /** What the file says; null when it cannot be used, which is told. */
    private ScheduleFile read(PrintWriter err) {
        try {
            return ScheduleFile.read(file);
        } catch (IllegalArgumentException wrong) {
            unusable(err, wrong.getMessage());
        }
        return null;
    }

    private int unusable(PrintWriter err, String why) {
        err.println("wdmsim: " + (file + " " + why).strip());
        err.flush();
        return ExitCode.INPUT;
    }
}
