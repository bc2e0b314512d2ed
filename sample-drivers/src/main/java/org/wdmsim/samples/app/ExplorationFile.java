package org.wdmsim.samples.app;

import java.io.IOException;
import java.nio.file.Path;
import org.wdmsim.explore.PartialExploration;

/** What is known of an exploration, in a file that is whole at any time, even if the writer is killed. */
final class ExplorationFile {
    private ExplorationFile() {}

    static void write(Path file, PartialExploration some) throws IOException {
        OutputFile.replace(file, some.text());
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static PartialExploration read(Path file) {
        try {
            return PartialExploration.parse(InputFile.exploration(file));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException((file + " " + wrong.getMessage()).strip(), wrong);
        }
    }
}
