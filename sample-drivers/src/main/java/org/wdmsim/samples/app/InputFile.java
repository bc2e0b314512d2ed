package org.wdmsim.samples.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads: what is wrong with it is told in a sentence that goes behind its name. */
final class InputFile {
    private static final String SCHEDULE = "wdmsim schedule ";
    private static final String EXPLORATION = "wdmsim exploration ";

    private InputFile() {}

    /**
     * The text of a schedule.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static String schedule(Path file) {
        String text = text(file, "a schedule, as \"wdmsim explore --save\" writes it");
        if (text.startsWith(EXPLORATION)) {
            throw new IllegalArgumentException("is the result of an exploration; \"wdmsim merge\" reads it");
        }
        return text;
    }

    /**
     * The text of an exploration's result or state.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    static String exploration(Path file) {
        String text = text(file, "a result, as \"wdmsim explore --result\" or --checkpoint writes it");
        if (text.startsWith(SCHEDULE)) {
            throw new IllegalArgumentException("is a schedule; \"wdmsim replay\" plays it");
        }
        return text;
    }

    private static String text(Path file, String wanted) {
        if (file.toString().isEmpty()) {
            throw new IllegalArgumentException("\"\" is no file; give " + wanted);
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("is a directory, not " + wanted);
        }
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new IllegalArgumentException(OutputFile.why(failed), failed);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty, not " + wanted);
        }
        return text;
    }
}
