package org.wdmsim.io;

/** By how much IoCompleteRequest raises the priority of the thread that waits, by kind of device. */
public enum PriorityBoost {
    /** In the requester's own thread, after an error, and for PnP and power. */
    IO_NO_INCREMENT(0),
    IO_CD_ROM_INCREMENT(1),
    IO_DISK_INCREMENT(1),
    IO_PARALLEL_INCREMENT(1),
    IO_VIDEO_INCREMENT(1),
    IO_MAILSLOT_INCREMENT(2),
    IO_NAMED_PIPE_INCREMENT(2),
    IO_NETWORK_INCREMENT(2),
    IO_SERIAL_INCREMENT(2),
    IO_KEYBOARD_INCREMENT(6),
    IO_MOUSE_INCREMENT(6),
    IO_SOUND_INCREMENT(8);

    private final int value;

    PriorityBoost(int value) {
        this.value = value;
    }

    /** The number. */
    public int value() {
        return value;
    }
}
