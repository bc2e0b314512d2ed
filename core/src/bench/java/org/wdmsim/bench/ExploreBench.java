package org.wdmsim.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.RandomWalk;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;

/**
 * A run of a small story in a machine of its own, which is built for it: a device with a remove lock, two threads that take a
 * share and give it up, and a remover. The verifier is on. {@link LincheckBench} has the same program.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 10, time = 1)
public class ExploreBench {
    private static final int RUNS = 2_000;
    private static final int MANY_RUNS = 50_000;

    private long seed = 1;

    private static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
    }

    /** For JMH. */
    public ExploreBench() {}

    private static RemoveLock lockOf(Machine machine) {
        DriverObject driver = machine.io()
                .loadDriver("d", (object, path) -> NtStatus.STATUS_SUCCESS)
                .value();
        Extension extension = new Extension();
        driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0);
        extension.lock.initialize("Test", 0, 0);
        return extension.lock;
    }

    private static Story.Judge tell(Machine machine) {
        machine.thread("begin", () -> {
            RemoveLock lock = lockOf(machine);
            for (int i = 0; i < 2; i++) {
                String tag = "visitor " + i;
                machine.thread(tag, () -> {
                    if (lock.acquire(tag) == NtStatus.STATUS_SUCCESS) {
                        lock.release(tag);
                    }
                });
            }
            machine.thread("remover", () -> {
                lock.acquire("remover");
                lock.releaseAndWait("remover");
            });
        });
        return Story.Judge.OF_NOTHING;
    }

    /** So many runs, by one search after the other: one that comes to its end sooner begins again. */
    private static long runs(Supplier<Search> searches) {
        long steps = 0;
        for (long left = RUNS; left > 0; ) {
            Exploration done = Explorer.of(ExploreBench::tell)
                    .search(searches.get())
                    .mostRuns(left)
                    .explore();
            if (!done.isClean()) {
                throw new AssertionError(done.headline());
            }
            left -= done.runs();
            steps += done.steps();
        }
        return steps;
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public long random() {
        seed += RUNS;
        return runs(() -> new RandomWalk(seed));
    }

    @Benchmark
    @OperationsPerInvocation(MANY_RUNS)
    public long randomOfOneJob() {
        return randomOf(1);
    }

    @Benchmark
    @OperationsPerInvocation(MANY_RUNS)
    public long randomOfTwoJobs() {
        return randomOf(2);
    }

    private long randomOf(int jobs) {
        seed += MANY_RUNS;
        return Explorer.of(ExploreBench::tell)
                .search(new RandomWalk(seed))
                .mostRuns(MANY_RUNS)
                .jobs(jobs)
                .explore()
                .steps();
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public long dfs() {
        return runs(BoundedSearch::unbounded);
    }

    @Benchmark
    @OperationsPerInvocation(RUNS)
    public long dpor() {
        return runs(DporSearch::new);
    }
}
