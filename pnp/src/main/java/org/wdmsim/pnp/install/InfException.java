package org.wdmsim.pnp.install;

/**
 * An INF file that cannot be used. The message names the file and the line, says what is wrong there, and what was
 * expected instead.
 *
 * <p>A store that throws this from {@link DriverStore#add(String, byte[])} is unchanged.
 */
public final class InfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String fileName;
    private final int line;

    InfException(String fileName, int line, String what, String expected) {
        super(where(fileName, line) + ": " + what + "; expected " + expected);
        this.fileName = fileName;
        this.line = line;
    }

    /** How messages and notes name a place: {@code "kbfiltr.inf, line 12"}, or the file alone where line is 0. */
    static String where(String fileName, int line) {
        return line > 0 ? fileName + ", line " + line : fileName;
    }

    /** The file's name, as it was given to the store. */
    public String fileName() {
        return fileName;
    }

    /** The line, counted from 1; 0 when the file as a whole is at fault. */
    public int line() {
        return line;
    }
}
