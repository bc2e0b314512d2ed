package org.wdmsim.bench;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.trace.StepListener;

/** Taking a share and giving it up, once. */
@State(Scope.Benchmark)
public class RemoveLockBench {
    /** What each thread names its shares by. */
    @State(Scope.Thread)
    public static class Tag {
        final Object tag = new Object();

        /** For JMH. */
        public Tag() {}
    }


    private final RemoveLock free = BenchStack.in(live(), 1, false).lock();
    private final RemoveLock checked =
            BenchStack.in(live().checkedDrivers(true), 1, false).lock();
    private final RemoveLock watched =
            BenchStack.in(live().listener(kernel -> listener()), 1, false).lock();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<Object, Object> tags = new ConcurrentHashMap<>();

    /** For JMH. */
    public RemoveLockBench() {}

    private static org.wdmsim.machine.MachineBuilder live() {
        return Machine.builder().live(true).callSites(false).stepLimit(Integer.MAX_VALUE);
    }

    private static StepListener listener() {
        return event -> {};
    }

    @Benchmark
    public int atomicPair() {
        int before = count.getAndIncrement();
        count.getAndDecrement();
        return before;
    }

    @Benchmark
    public NtStatus free(Tag mine) {
        NtStatus status = free.acquire(mine.tag);
        free.release(mine.tag);
        return status;
    }

    @Benchmark
    public NtStatus checked(Tag mine) {
        NtStatus status = checked.acquire(mine.tag);
        checked.release(mine.tag);
        return status;
    }

    @Benchmark
    public NtStatus watched(Tag mine) {
        NtStatus status = watched.acquire(mine.tag);
        watched.release(mine.tag);
        return status;
    }

    @Benchmark
    public Object mapOfTags(Tag mine) {
        tags.put(mine.tag, Thread.currentThread());
        return tags.remove(mine.tag);
    }
}
