package org.wdmsim.ex;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;

/** What is wrong with a touch or a free of a block of pool, as a bug check; null when nothing is. */
final class PoolFaults {
    private PoolFaults() {}

    static BugCheck ofTouch(PoolBlock block, ExStep step, int offset, int length, Irql irql) {
        int access = step == ExStep.POOL_READ ? 0 : 1;
        if (block.isFreed()) {
            return BugCheck.of(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL, "pool touched after it was freed")
                    .parameters(block, access)
                    .what(step.title() + " in " + block.describe() + ", which was freed" + block.freedAt())
                    .todo("free memory when its last user is done: count references, or wait for the users first")
                    .about(block)
                    .build();
        }
        if (offset < 0 || length > block.size() - offset) {
            return BugCheck.of(
                            BugCheckCode.DRIVER_PAGE_FAULT_BEYOND_END_OF_ALLOCATION, "touch beyond the end of a block")
                    .parameters(block, access, offset)
                    .what(step.title() + " of " + length + " bytes at offset " + offset + " in " + block.describe())
                    .todo("check offsets and lengths against the size that was allocated")
                    .about(block)
                    .build();
        }
        if (block.type().isPaged() && irql.isAbove(Irql.APC_LEVEL)) {
            return BugCheck.of(BugCheckCode.DRIVER_IRQL_NOT_LESS_OR_EQUAL, "paged pool touched at a high IRQL")
                    .parameters(block, irql.level(), access)
                    .what(step.title() + " in " + block.describe() + " at " + irql
                            + ", where a page that is out of memory cannot be brought in")
                    .todo("allocate from non-paged pool what is used at DISPATCH_LEVEL or under a spin lock")
                    .about(block)
                    .build();
        }
        return null;
    }

    static BugCheck ofFree(PoolBlock block, String routine, String tag, Irql irql) {
        String what = routine + " on " + block.describe();
        if (block.isFreed()) {
            return badCaller(block, 0x07, "pool freed twice")
                    .what(what + ", which was freed" + block.freedAt())
                    .todo("free a block once, and clear the pointer")
                    .build();
        }
        if (tag != null && !tag.equals(block.tag())) {
            return badCaller(block, 0x0A, "pool freed with a wrong tag")
                    .what(routine + " with tag " + tag + " on " + block.describe())
                    .todo("free with the tag given at the allocation")
                    .build();
        }
        if (irql.isAbove(block.highestIrqlToFree())) {
            return badCaller(block, 0x09, "pool freed at a wrong IRQL")
                    .what(what + " at " + irql)
                    .todo("free paged pool at most at APC_LEVEL, non-paged pool at most at DISPATCH_LEVEL")
                    .build();
        }
        PoolResident active = block.activeResident();
        return active == null || active.kind().bugCheck() == null ? null : ofResident(block, active, what);
    }

    private static BugCheck ofResident(PoolBlock block, PoolResident active, String what) {
        PoolResident.Kind kind = active.kind();
        return BugCheck.of(kind.bugCheck(), "pool freed with a " + kind.words() + " in it")
                .parameters(kind.sub(), active.object(), block)
                .what(what + ", in which " + active.object().objectName() + " is a " + kind.words())
                .todo(kind.todo())
                .about(active.object())
                .build();
    }

    private static BugCheck.Builder badCaller(PoolBlock block, int sub, String title) {
        return BugCheck.of(BugCheckCode.BAD_POOL_CALLER, title)
                .parameters(sub, 0, block.type().value(), block)
                .about(block);
    }
}
