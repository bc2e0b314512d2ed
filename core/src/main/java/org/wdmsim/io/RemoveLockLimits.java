package org.wdmsim.io;

/**
 * What a checked build watches: MaxLockedMinutes and HighWatermark, with the pool tag of the tracking blocks.
 *
 * @param allocateTag four characters
 * @param maxLockedMinutes 0 for no limit
 * @param maxLockedTicks the same in virtual ticks
 * @param highWatermark 0 for no limit
 * @param strict true to report already at the high watermark, as the oldest documentation has it
 */
public record RemoveLockLimits(
        String allocateTag, int maxLockedMinutes, long maxLockedTicks, int highWatermark, boolean strict) {
    static final RemoveLockLimits NONE = new RemoveLockLimits("", 0, 0, 0, false);

    static RemoveLockLimits of(
            String allocateTag, int maxLockedMinutes, int highWatermark, long ticksPerMinute, boolean strict) {
        if (maxLockedMinutes < 0 || highWatermark < 0) {
            throw new IllegalArgumentException("MaxLockedMinutes " + maxLockedMinutes + " and HighWatermark "
                    + highWatermark + " must not be negative; 0 means no limit");
        }
        return new RemoveLockLimits(
                allocateTag, maxLockedMinutes, maxLockedMinutes * ticksPerMinute, highWatermark, strict);
    }

    boolean isAboveWatermark(int shares) {
        return highWatermark != 0 && (strict ? shares >= highWatermark : shares > highWatermark);
    }

    boolean isOvertime(long ticks) {
        return maxLockedTicks != 0 && ticks > maxLockedTicks;
    }

    long minutes(long ticks) {
        return maxLockedMinutes == 0 ? 0 : ticks / (maxLockedTicks / maxLockedMinutes);
    }
}
