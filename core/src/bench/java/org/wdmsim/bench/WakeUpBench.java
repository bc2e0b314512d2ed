package org.wdmsim.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.machine.Machine;

/** From the last release to the return of release-and-wait: the holder works for a while, the remover waits for him. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
public class WakeUpBench {
    private static final int ROUNDS = 500;

    /** How long the holder works; with 0 the wait is short. */
    @Param({"0", "200000"})
    public int heldNanos;

    private volatile int turn;
    private volatile long released;
    volatile boolean open;

    /** For JMH. */
    public WakeUpBench() {}

    private void work() {
        long until = System.nanoTime() + heldNanos;
        while (heldNanos > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        released = System.nanoTime();
    }

    private void awaitTurn(int number) {
        while (turn < number) {
            Thread.onSpinWait();
        }
    }

    /** What is measured: how late the remover is, in the middle of the rounds. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Late {
        public long nanos;

        private final long[] rounds = new long[ROUNDS];

        /** For JMH. */
        public Late() {}

        void count() {
            Arrays.sort(rounds);
            nanos = rounds[ROUNDS / 2];
        }
    }

    @Benchmark
    public void releaseAndWait(Late late) {
        Machine machine = Machine.builder().live(true).build();
        RemoveLock[] locks = new RemoveLock[ROUNDS];
        turn = 0;
        machine.thread("holder", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                locks[i] = new BenchStack(machine, 1, false).lock();
            }
            for (int i = 0; i < ROUNDS; i++) {
                locks[i].acquire("held");
                turn = 2 * i + 1;
                awaitTurn(2 * i + 2);
                work();
                locks[i].release("held");
            }
        });
        machine.thread("remover", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                awaitTurn(2 * i + 1);
                locks[i].acquire("remove");
                turn = 2 * i + 2;
                locks[i].releaseAndWait("remove");
                late.rounds[i] = System.nanoTime() - released;
            }
        });
        machine.run();
        late.count();
    }

    @Benchmark
    public void park(Late late) throws InterruptedException {
        turn = 0;
        Thread waiter = new Thread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                awaitTurn(2 * i + 1);
                open = false;
                turn = 2 * i + 2;
                while (!open) {
                    LockSupport.park();
                }
                late.rounds[i] = System.nanoTime() - released;
            }
        });
        Thread holder = new Thread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                turn = 2 * i + 1;
                awaitTurn(2 * i + 2);
                work();
                open = true;
                LockSupport.unpark(waiter);
            }
        });
        waiter.start();
        holder.start();
        waiter.join();
        holder.join();
        late.count();
    }
}
