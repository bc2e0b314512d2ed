package org.wdmsim.samples.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that a command writes at its end. Whether it can is asked before hours are spent; what is there stays until then. */
final class OutputFile {
    private OutputFile() {}

    /** Why a file cannot be written, in a sentence that begins with its name; null when it can, as far as one can tell. */
    static String trouble(Path file) {
        return trouble(file, file);
    }

    /** The same of a file that {@link #replace} is to write. */
    static String troubleReplacing(Path file) {
        try {
            return trouble(file, isSpecial(file) ? file : beside(file));
        } catch (IOException failed) {
            return file + " " + why(failed);
        }
    }

    private static String trouble(Path file, Path written) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return file + " is a directory; give the name of a file";
        }
        if (!Files.isDirectory(folder)) {
            return file + " has no place: "
                    + (Files.exists(folder) ? folder + " is no directory" : "there is no directory " + folder);
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            return file + " is there, and must not be written; give another file";
        }
        try {
            tryToOpen(written);
            return null;
        } catch (IOException refused) {
            return file + " " + why(refused);
        }
    }

    /** Opens it without a change to what is in it; what was not there is not there afterwards. */
    private static void tryToOpen(Path file) throws IOException {
        if (isSpecial(file)) {
            return; // a device or a pipe: opening it could be seen, or last for ever
        }
        boolean isThere = Files.exists(file);
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        if (!isThere) {
            Files.delete(file);
        }
    }

    /** Writes a text in such a way that the file is whole at any time, even if the writer is killed. */
    static void replace(Path file, String text) throws IOException {
        if (isSpecial(file)) {
            Files.writeString(file, text);
            return;
        }
        Path whole = whole(file);
        Path fresh = beside(file);
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
    }

    /** A device or a pipe, such as {@code /dev/stdout}, must not be replaced by a file. */
    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /** What a link leads to, if it is one. */
    private static Path whole(Path file) throws IOException {
        return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    }

    private static Path beside(Path file) throws IOException {
        Path whole = whole(file);
        return whole.resolveSibling(whole.getFileName() + ".new");
    }

    /** Why reading or writing failed, behind the name of the file. */
    static String why(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return "is not there";
        }
        if (failed instanceof AccessDeniedException) {
            return "is not permitted to this user";
        }
        String reason = failed instanceof FileSystemException named ? named.getReason() : failed.getMessage();
        return "cannot be used: "
                + (reason == null || reason.isBlank() ? "the host does not say why" : decapitalized(reason));
    }

    private static String decapitalized(String reason) {
        return Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
