package org.wdmsim.pnp.tree;

/** CM_PROB_ codes: why a devnode does not work. */
public enum Problem {
    /** Nothing is wrong. */
    NONE(0),
    CM_PROB_FAILED_START(10),
    CM_PROB_NORMAL_CONFLICT(12),
    CM_PROB_DISABLED(22),
    CM_PROB_DEVICE_NOT_THERE(24),
    CM_PROB_FAILED_INSTALL(28),
    CM_PROB_FAILED_ADD(31),
    CM_PROB_FAILED_DRIVER_ENTRY(37),
    CM_PROB_DRIVER_FAILED_PRIOR_UNLOAD(38),
    CM_PROB_DRIVER_FAILED_LOAD(39),
    CM_PROB_FAILED_POST_START(43),
    CM_PROB_HELD_FOR_EJECT(47);

    private final int code;

    Problem(int code) {
        this.code = code;
    }

    /** The number that Device Manager shows as "Code n". */
    public int code() {
        return code;
    }
}
