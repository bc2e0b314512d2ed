package org.wdmsim.samples.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.wdmsim.pnp.scenario.ScenarioRun;

/**
 * A schedule with all that it belongs to, as a file of three lines: what it is, the command that plays it, how the run ends.
 *
 * <pre>
 * wdmsim schedule 1
 * run removal-races-client --replace toaster=ignores-acquire --seed 1 --schedule 0:41.1
 * ends DRIVER_VERIFIER_DETECTED_VIOLATION (0xC4, 0xD5): ...
 * </pre>
 *
 * @param arguments what stands behind {@code wdmsim} on the command line
 * @param end the run's headline
 */
record ScheduleFile(List<String> arguments, String end) {
    private static final String FIRST = "wdmsim schedule 1";
    private static final String END = "ends ";

    ScheduleFile {
        arguments = List.copyOf(arguments);
    }

    static ScheduleFile of(ScenarioRun run, StoryArguments story) {
        String command = ReplayLine.ofSchedule(run, story);
        return new ScheduleFile(
                List.of(command.substring(command.indexOf(' ') + 1).split(" ")), end(run));
    }

    /** How a run ends, as the file says it: in one line, though what a driver throws may have several. */
    static String end(ScenarioRun run) {
        return run.headline().lines().map(String::strip).collect(Collectors.joining(" "));
    }

    void write(Path file) throws IOException {
        Files.writeString(file, FIRST + '\n' + String.join(" ", arguments) + '\n' + END + end + '\n');
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static ScheduleFile read(Path file) {
        String text = InputFile.schedule(file);
        List<String> lines = text.lines().toList();
        if (!lines.get(0).equals(FIRST)) {
            throw new IllegalArgumentException("is not a schedule: its first line is not \"" + FIRST + "\"");
        }
        if (lines.size() < 3
                || !text.endsWith("\n")
                || !lines.get(1).startsWith("run ")
                || !lines.get(2).startsWith(END)) {
            throw new IllegalArgumentException("is not whole: after the first line come \"run ...\" and \"" + END
                    + "...\", each with a line end, as wdmsim explore --save writes them");
        }
        return new ScheduleFile(
                List.of(lines.get(1).strip().split(" +")), lines.get(2).substring(END.length()));
    }
}
