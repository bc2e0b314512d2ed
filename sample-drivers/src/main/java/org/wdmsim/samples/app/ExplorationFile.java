package org.wdmsim.samples.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.wdmsim.explore.PartialExploration;

/** What is known of an exploration, in a file that is whole at any time, even if the writer is killed. */
final class ExplorationFile {
    private ExplorationFile() {}

    /** Writes another file beside it and puts that in its place. */
    static void write(Path file, PartialExploration some) throws IOException {
        Path whole = file.toAbsolutePath();
        Path fresh = whole.resolveSibling(whole.getFileName() + ".new");
        Files.writeString(fresh, some.text());
        Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static PartialExploration read(Path file) {
        try {
            return PartialExploration.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(file + " is not there", missing);
        } catch (IOException failed) {
            throw new IllegalArgumentException(file + " cannot be read: " + failed, failed);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + " " + wrong.getMessage(), wrong);
        }
    }
}
