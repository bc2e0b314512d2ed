package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.wdmsim.explore.PartialExploration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wdmsim merge}: what the shards of an exploration have come to together. */
@Command(
        name = "merge",
        description = "Puts together what \"wdmsim explore --shard\" has written, and reports it as explore does.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class)
final class MergeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The results, in any order.")
    private List<Path> files;

    @Option(names = "--small-runs", paramLabel = "N", description = "As for explore.")
    private Long smallRuns;

    @Option(names = "--save", paramLabel = "FILE", description = "As for explore.")
    private Path file;

    MergeCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        checkArguments();
        PartialExploration merged;
        try {
            merged = merged();
        } catch (IllegalArgumentException wrong) {
            err.println("wdmsim: " + wrong.getMessage());
            err.flush();
            return ExitCode.INPUT;
        }
        return conclude(merged, err);
    }

    private void checkArguments() {
        if (smallRuns != null && smallRuns < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--small-runs " + smallRuns + " is out of range; give 0 or more");
        }
        if (file != null && files.contains(file)) {
            throw new ParameterException(
                    spec.commandLine(), "--save " + file + " would write over a result; give another file");
        }
    }

    private PartialExploration merged() {
        List<PartialExploration> some = new ArrayList<>();
        for (Path each : files) {
            some.add(ExplorationFile.read(each));
            try {
                PartialExploration.merge(some);
            } catch (IllegalArgumentException wrong) {
                throw new IllegalArgumentException(
                        each + " does not go with " + (some.size() == 2 ? files.get(0) : "the files before") + ": "
                                + wrong.getMessage(),
                        wrong);
            }
        }
        return PartialExploration.merge(some);
    }

    private int conclude(PartialExploration merged, PrintWriter err) {
        ExploreCommand command = new ExploreCommand();
        CommandLine line =
                new CommandLine(command).setOut(spec.commandLine().getOut()).setErr(err);
        List<String> arguments;
        try {
            arguments = new ArrayList<>(StoryName.arguments(merged.name()));
            line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException | IllegalArgumentException wrong) {
            err.println("wdmsim: " + files.get(0) + " is about a story that is not known here: " + wrong.getMessage());
            err.flush();
            return ExitCode.INPUT;
        }
        if (smallRuns != null) {
            arguments.addAll(List.of("--small-runs", smallRuns.toString()));
        }
        if (file != null) {
            arguments.addAll(List.of("--save", file.toString()));
        }
        line.parseArgs(arguments.toArray(String[]::new));
        return command.conclude(merged);
    }
}
