package org.wdmsim.memory;

import static org.wdmsim.base.Irql.PASSIVE_LEVEL;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package: a plain read or write of a driver's own memory. */
public enum MemoryStep implements StepKind {
    READ_FIELD(memory(
            "read of field",
            "a driver reads a field of a device extension or of its own; only when fields are watched")),
    WRITE_FIELD(memory("write to field", "a driver writes such a field"));

    private final StepInfo info;

    MemoryStep(StepInfo info) {
        this.info = info;
    }

    /** No routine, but another thread may run just before; what is touched is said by the access itself. */
    private static StepInfo memory(String title, String summary) {
        return new StepInfo(title, Family.NOTE, PASSIVE_LEVEL, null, 0, true, StepInfo.Reach.SAID, 0, "", "", summary);
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
