package org.wdmsim.ex;

import java.util.function.BooleanSupplier;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;

/**
 * A kernel object that lives in a block of pool, so that freeing the block while the object is in use can be seen.
 *
 * @param kind what it is
 * @param object the object, for reports
 * @param inUse true while the kernel still has the object in one of its lists: a timer that is set, a DPC that is queued
 */
public record PoolResident(Kind kind, KernelObject object, BooleanSupplier inUse) {
    /** Kinds of objects that must not be in use when their memory goes. */
    public enum Kind {
        /** KTIMER: 0xC4, 0x15 with the verifier, else 0xC7, 0. */
        TIMER(
                "timer that is set",
                0x15,
                BugCheckCode.TIMER_OR_DPC_INVALID,
                0,
                "call KeCancelTimer, and" + " KeFlushQueuedDpcs for its DPC, before the memory is freed"),
        /** KDPC: 0xC7, 1. */
        DPC("queued DPC", 0, BugCheckCode.TIMER_OR_DPC_INVALID, 1, "call KeFlushQueuedDpcs before the memory is freed"),
        /** WORK_QUEUE_ITEM: 0xE4, 0. */
        WORK_ITEM(
                "queued work item",
                0,
                BugCheckCode.WORKER_INVALID,
                0,
                "wait until the work item has run before the" + " memory is freed"),
        /** ERESOURCE: 0xC4, 0x17 with the verifier, else nothing at once. */
        RESOURCE(
                "resource that was not deleted", 0x17, null, 0, "call ExDeleteResourceLite before the memory is freed");

        private final String words;
        private final int violation;
        private final BugCheckCode bugCheck;
        private final int sub;
        private final String todo;

        Kind(String words, int violation, BugCheckCode bugCheck, int sub, String todo) {
            this.words = words;
            this.violation = violation;
            this.bugCheck = bugCheck;
            this.sub = sub;
            this.todo = todo;
        }

        /** In words: "timer that is set". */
        public String words() {
            return words;
        }

        /** First parameter of the verifier's 0xC4, or 0 when the verifier has none. */
        public int violation() {
            return violation;
        }

        /** How a kernel without verifier finds out, or null when it does not. */
        public BugCheckCode bugCheck() {
            return bugCheck;
        }

        /** First parameter of {@link #bugCheck}. */
        public int sub() {
            return sub;
        }

        /** What the driver should have done. */
        public String todo() {
            return todo;
        }
    }
}
