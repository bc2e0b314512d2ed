package org.wdmsim.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An order of a remove lock's accesses under Lincheck's model checker: the program of {@link ExploreBench} in plain Java, two
 * threads that take a share and give it up, and a remover. Counted is how often Lincheck has really run it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class LincheckBench {
    private static final int ORDERS = 1_000;

    /** For JMH. */
    public LincheckBench() {}

    /** As a driver's remove lock counts: a share of its own, and one for each visitor. */
    private static final class Lock {
        private final AtomicInteger count = new AtomicInteger(1);
        private volatile boolean removed;
        private boolean empty;

        boolean acquire() {
            count.incrementAndGet();
            if (removed) {
                release();
                return false;
            }
            return true;
        }

        void release() {
            if (count.decrementAndGet() == 0) {
                synchronized (this) {
                    empty = true;
                    notifyAll();
                }
            }
        }

        void releaseAndWait() throws InterruptedException {
            removed = true;
            release();
            release();
            synchronized (this) {
                while (!empty) {
                    wait();
                }
            }
        }
    }

    private static void visit(Lock lock) {
        if (lock.acquire()) {
            lock.release();
        }
    }

    private static void remove(Lock lock) {
        try {
            lock.acquire();
            lock.releaseAndWait();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void story() throws InterruptedException {
        Lock lock = new Lock();
        Thread one = new Thread(() -> visit(lock));
        Thread other = new Thread(() -> visit(lock));
        Thread remover = new Thread(() -> remove(lock));
        one.start();
        other.start();
        remover.start();
        one.join();
        other.join();
        remover.join();
    }

    @Benchmark
    @OperationsPerInvocation(ORDERS)
    public int orders() {
        AtomicInteger ran = new AtomicInteger();
        Lincheck.runConcurrentTest(ORDERS, () -> {
            ran.incrementAndGet();
            try {
                story();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        if (ran.get() < ORDERS) {
            throw new AssertionError("Lincheck has run the program " + ran + " times and not " + ORDERS);
        }
        return ran.get();
    }
}
