package org.wdmsim.io;

/**
 * Which of its two sizes a remove lock has. It depends on how the driver was compiled, and it is the only way the kernel
 * learns whether the debug block is there.
 */
public enum RemoveLockSize {
    /** Free build: the common block alone. */
    FREE(0x20),
    /** Checked build: the common block and the debug block. */
    CHECKED(0x78);

    private final int bytes;

    RemoveLockSize(int bytes) {
        this.bytes = bytes;
    }

    /** RemlockSize: the size of the structure in bytes, on 64-bit systems. */
    public int bytes() {
        return bytes;
    }

    /** The size with this number of bytes, or null. */
    public static RemoveLockSize of(int bytes) {
        return bytes == FREE.bytes ? FREE : bytes == CHECKED.bytes ? CHECKED : null;
    }
}
