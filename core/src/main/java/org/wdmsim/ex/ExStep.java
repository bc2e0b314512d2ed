package org.wdmsim.ex;

import static org.wdmsim.base.Irql.APC_LEVEL;
import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.Irql.HIGH_LEVEL;
import static org.wdmsim.base.Irql.PASSIVE_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum ExStep implements StepKind {
    // Pool.
    EX_ALLOCATE_POOL2(
            ddi("ExAllocatePool2", DISPATCH_LEVEL, "allocates zeroed pool; paged pool below DISPATCH_LEVEL only")
                    .rule(0x20004)),
    EX_ALLOCATE_POOL_WITH_TAG(
            ddi("ExAllocatePoolWithTag", DISPATCH_LEVEL, "allocates pool that holds what was in it before")
                    .rule(0x20004)),
    EX_FREE_POOL(ddi("ExFreePool", DISPATCH_LEVEL, "frees pool; paged pool below DISPATCH_LEVEL only")
            .rule(0x12)),
    EX_FREE_POOL_WITH_TAG(ddi("ExFreePoolWithTag", DISPATCH_LEVEL, "frees pool and checks its tag")
            .rule(0x12)
            .arguments("tag", "")),
    POOL_READ(memory("read of pool", "a driver reads a block of pool", "offset", "length")),
    POOL_WRITE(memory("write to pool", "a driver writes a block of pool", "offset", "length")),

    // Lookaside lists.
    EX_INITIALIZE_NPAGED_LOOKASIDE_LIST(
            ddi("ExInitializeNPagedLookasideList", DISPATCH_LEVEL, "makes a list of non-paged blocks of one size")
                    .arguments("size", "tag")),
    EX_ALLOCATE_FROM_NPAGED_LOOKASIDE_LIST(ddi(
            "ExAllocateFromNPagedLookasideList", DISPATCH_LEVEL, "a block that the list keeps, else one from pool")),
    EX_FREE_TO_NPAGED_LOOKASIDE_LIST(
            ddi("ExFreeToNPagedLookasideList", DISPATCH_LEVEL, "gives a block back; the list keeps a few")
                    .arguments("block", "")),
    EX_DELETE_NPAGED_LOOKASIDE_LIST(
            ddi("ExDeleteNPagedLookasideList", DISPATCH_LEVEL, "frees what the list keeps; before Unload returns")),
    EX_INITIALIZE_PAGED_LOOKASIDE_LIST(
            ddi("ExInitializePagedLookasideList", APC_LEVEL, "makes a list of paged blocks of one size")
                    .rule(0x20006)
                    .arguments("size", "tag")),
    EX_ALLOCATE_FROM_PAGED_LOOKASIDE_LIST(
            ddi("ExAllocateFromPagedLookasideList", APC_LEVEL, "a block that the list keeps, else one from pool")
                    .rule(0x20006)),
    EX_FREE_TO_PAGED_LOOKASIDE_LIST(
            ddi("ExFreeToPagedLookasideList", APC_LEVEL, "gives a block back; the list keeps a few")
                    .rule(0x20006)
                    .arguments("block", "")),
    EX_DELETE_PAGED_LOOKASIDE_LIST(
            ddi("ExDeletePagedLookasideList", APC_LEVEL, "frees what the list keeps; before Unload returns")
                    .rule(0x20006)),

    // Fast mutexes.
    EX_ACQUIRE_FAST_MUTEX(ddi("ExAcquireFastMutex", APC_LEVEL, "raises to APC_LEVEL and takes a fast mutex")
            .rule(0x20005)),
    EX_TRY_TO_ACQUIRE_FAST_MUTEX(ddi("ExTryToAcquireFastMutex", APC_LEVEL, "takes a fast mutex if nobody holds it")
            .rule(0x20005)),
    EX_RELEASE_FAST_MUTEX(ddi("ExReleaseFastMutex", APC_LEVEL, "releases a fast mutex and lowers the IRQL")
            .atLeast(APC_LEVEL)
            .rule(0x34)),
    EX_ACQUIRE_FAST_MUTEX_UNSAFE(
            ddi("ExAcquireFastMutexUnsafe", APC_LEVEL, "takes a fast mutex with APCs disabled by the caller")),
    EX_RELEASE_FAST_MUTEX_UNSAFE(
            ddi("ExReleaseFastMutexUnsafe", APC_LEVEL, "releases a fast mutex taken by ExAcquireFastMutexUnsafe")),

    // ERESOURCE.
    EX_ACQUIRE_RESOURCE_EXCLUSIVE_LITE(
            ddi("ExAcquireResourceExclusiveLite", APC_LEVEL, "takes a resource for one thread")
                    .rule(0x20007)
                    .arguments("wait", "")),
    EX_ACQUIRE_RESOURCE_SHARED_LITE(
            ddi("ExAcquireResourceSharedLite", APC_LEVEL, "takes a resource together with other readers")
                    .rule(0x20007)
                    .arguments("wait", "")),
    EX_ACQUIRE_SHARED_STARVE_EXCLUSIVE(ddi(
                    "ExAcquireSharedStarveExclusive",
                    APC_LEVEL,
                    "the same, going before those who wait for exclusive access")
            .rule(0x20007)
            .arguments("wait", "")),
    EX_ACQUIRE_SHARED_WAIT_FOR_EXCLUSIVE(
            ddi("ExAcquireSharedWaitForExclusive", APC_LEVEL, "the same, letting them go first even if held already")
                    .rule(0x20007)
                    .arguments("wait", "")),
    EX_CONVERT_EXCLUSIVE_TO_SHARED_LITE(
            ddi("ExConvertExclusiveToSharedLite", APC_LEVEL, "lets other readers in without giving the resource up")
                    .rule(0x20007)),
    EX_RELEASE_RESOURCE_LITE(
            ddi("ExReleaseResourceLite", DISPATCH_LEVEL, "gives a resource up, once for each acquire")),
    EX_REINITIALIZE_RESOURCE_LITE(
            ddi("ExReinitializeResourceLite", APC_LEVEL, "makes a resource new that nobody holds")),
    EX_DELETE_RESOURCE_LITE(ddi("ExDeleteResourceLite", APC_LEVEL, "takes a resource out of the system's list")
            .rule(0x20007)),
    EX_IS_RESOURCE_ACQUIRED_EXCLUSIVE_LITE(ddi(
            "ExIsResourceAcquiredExclusiveLite", DISPATCH_LEVEL, "whether the calling thread has exclusive access")),
    EX_IS_RESOURCE_ACQUIRED_SHARED_LITE(
            ddi("ExIsResourceAcquiredSharedLite", DISPATCH_LEVEL, "how often the calling thread holds the resource")),
    EX_GET_EXCLUSIVE_WAITER_COUNT(
            ddi("ExGetExclusiveWaiterCount", DISPATCH_LEVEL, "how many threads wait for exclusive access")),
    EX_GET_SHARED_WAITER_COUNT(
            ddi("ExGetSharedWaiterCount", DISPATCH_LEVEL, "how many threads wait for shared access")),

    // Rundown protection.
    EX_ACQUIRE_RUNDOWN_PROTECTION(
            ddi("ExAcquireRundownProtection", DISPATCH_LEVEL, "keeps a shared object, if it stays")),
    EX_ACQUIRE_RUNDOWN_PROTECTION_EX(
            ddi("ExAcquireRundownProtectionEx", DISPATCH_LEVEL, "the same several times at once")
                    .arguments("count", "")),
    EX_RELEASE_RUNDOWN_PROTECTION(ddi("ExReleaseRundownProtection", DISPATCH_LEVEL, "lets the shared object go")),
    EX_RELEASE_RUNDOWN_PROTECTION_EX(
            ddi("ExReleaseRundownProtectionEx", DISPATCH_LEVEL, "the same several times at once")
                    .arguments("count", "")),
    EX_WAIT_FOR_RUNDOWN_PROTECTION_RELEASE(ddi(
            "ExWaitForRundownProtectionRelease", APC_LEVEL, "refuses newcomers and waits until the last user is out")),
    EX_REINITIALIZE_RUNDOWN_PROTECTION(
            ddi("ExReInitializeRundownProtection", APC_LEVEL, "protects a new object after the old one was run down")),
    EX_RUNDOWN_COMPLETED(ddi("ExRundownCompleted", APC_LEVEL, "says that the object was run down")),

    // Interlocked values and lists.
    INTERLOCKED_INCREMENT(ddi("InterlockedIncrement", HIGH_LEVEL, "adds 1 in one step; answers the new value")
            .changes()),
    INTERLOCKED_DECREMENT(ddi("InterlockedDecrement", HIGH_LEVEL, "takes 1 away in one step; answers the new value")
            .changes()),
    INTERLOCKED_ADD(ddi("InterlockedAdd", HIGH_LEVEL, "adds in one step; answers the new value")
            .arguments("amount", "")
            .changes()),
    INTERLOCKED_EXCHANGE_ADD(ddi("InterlockedExchangeAdd", HIGH_LEVEL, "adds in one step; answers the value before")
            .arguments("amount", "")
            .changes()),
    INTERLOCKED_EXCHANGE(ddi("InterlockedExchange", HIGH_LEVEL, "writes in one step; answers the value before")
            .arguments("value", "")
            .changes()),
    INTERLOCKED_COMPARE_EXCHANGE(
            ddi("InterlockedCompareExchange", HIGH_LEVEL, "writes if the value is the expected one, in one step")
                    .arguments("exchange", "comparand")
                    .changes()),
    VALUE_READ(
            memory("read of a value", "a plain read of a shared value", "", "").reads()),
    VALUE_WRITE(memory("write to a value", "a plain write to a shared value", "value", "")
            .changes()),
    EX_INTERLOCKED_INSERT_HEAD_LIST(
            ddi("ExInterlockedInsertHeadList", HIGH_LEVEL, "puts an entry first in a list under a spin lock")
                    .arguments("entry", "lock")),
    EX_INTERLOCKED_INSERT_TAIL_LIST(
            ddi("ExInterlockedInsertTailList", HIGH_LEVEL, "puts an entry last in a list under a spin lock")
                    .arguments("entry", "lock")),
    EX_INTERLOCKED_REMOVE_HEAD_LIST(
            ddi("ExInterlockedRemoveHeadList", HIGH_LEVEL, "takes the first entry out of a list under a spin lock")
                    .arguments("", "lock")),
    EX_INTERLOCKED_PUSH_ENTRY_SLIST(
            ddi("ExInterlockedPushEntrySList", DISPATCH_LEVEL, "puts an entry first in a lock-free list")
                    .arguments("entry", "")),
    EX_INTERLOCKED_POP_ENTRY_SLIST(
            ddi("ExInterlockedPopEntrySList", DISPATCH_LEVEL, "takes the first entry out of a lock-free list")),
    EX_INTERLOCKED_FLUSH_SLIST(
            ddi("ExInterlockedFlushSList", DISPATCH_LEVEL, "takes all entries out of a lock-free list")),
    EX_QUERY_DEPTH_SLIST(ddi("ExQueryDepthSList", DISPATCH_LEVEL, "how many entries a lock-free list has"));

    private final StepInfo info;

    ExStep(StepInfo info) {
        this.info = info;
    }

    /** Memory that several threads may touch: no routine, but another thread may run just before. */
    private static StepInfo memory(String title, String summary, String first, String second) {
        return new StepInfo(
                title, Family.NOTE, PASSIVE_LEVEL, null, 0, true, StepInfo.Reach.EVERYTHING, 0, first, second, summary);
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
