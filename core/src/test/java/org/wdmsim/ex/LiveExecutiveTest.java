package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.machine.Machine;

/** The executive's objects on host threads. What is shared here is kept by them alone, so a hole in them loses counts. */
@Timeout(120)
class LiveExecutiveTest {
    private static final int ROUNDS = 3_000;
    private static final int THREADS = 4;

    private final Machine machine = Machine.builder().live(true).build();
    private int shared; // a plain field: only the lock under test keeps it right

    private void inThreads(Runnable round) {
        for (int i = 0; i < THREADS; i++) {
            machine.thread("thread " + i, () -> {
                for (int turn = 0; turn < ROUNDS; turn++) {
                    round.run();
                }
            });
        }
    }

    @Test
    void a_fast_mutex_loses_no_count() {
        FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
        inThreads(() -> {
            mutex.acquire();
            shared++;
            mutex.release();
        });
        assertOutcome(machine.run()).isClean();
        assertThat(shared).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void a_resource_keeps_writers_alone_and_lets_nobody_wait_for_ever() {
        EResource resource = new EResource(machine.kernel(), "resource");
        AtomicInteger readers = new AtomicInteger();
        AtomicInteger strangers = new AtomicInteger();
        AtomicInteger turn = new AtomicInteger();
        inThreads(() -> {
            if (turn.incrementAndGet() % 3 == 0) {
                resource.acquireExclusive(true);
                shared++;
                strangers.addAndGet(readers.get());
                resource.release();
            } else {
                resource.acquireShared(true);
                readers.incrementAndGet();
                readers.decrementAndGet();
                resource.release();
            }
        });
        assertOutcome(machine.run()).isClean();
        assertThat(strangers.get()).isZero();
        assertThat(shared).isEqualTo(THREADS * ROUNDS / 3);
        assertThat(resource.isFree()).isTrue();
    }

    @Test
    void nobody_is_inside_once_an_object_is_run_down() {
        RundownProtection rundown = new RundownProtection(machine.kernel(), "object");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger met = new AtomicInteger();
        inThreads(() -> {
            if (rundown.acquire()) {
                inside.incrementAndGet();
                inside.decrementAndGet();
                rundown.release();
            }
        });
        machine.thread("owner", () -> {
            for (int i = 0; i < ROUNDS / 10; i++) {
                rundown.waitForRelease();
                met.addAndGet(inside.get());
                rundown.reinitialize();
            }
        });
        assertOutcome(machine.run()).isClean();
        assertThat(met.get()).isZero();
        assertThat(rundown.count()).isZero();
    }

    @Test
    void interlocked_values_and_lists_lose_nothing() {
        InterlockedValue value = new InterlockedValue(machine.kernel(), "next", 0);
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        InterlockedList<Integer> queue = new InterlockedList<>(machine.kernel(), "queue");
        SList<Integer> stack = new SList<>(machine.kernel(), "stack");
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        inThreads(() -> {
            queue.insertTail(value.increment(), lock);
            stack.push(queue.removeHead(lock));
            seen.add(stack.pop());
        });
        assertOutcome(machine.run()).isClean();
        assertThat(seen).hasSize(THREADS * ROUNDS);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void a_list_s_lock_taken_by_hand_keeps_the_list_as_it_is() {
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        InterlockedList<Object> list = new InterlockedList<>(machine.kernel(), "queue");
        AtomicInteger changes = new AtomicInteger();
        inThreads(() -> {
            list.insertTail(new Object(), lock);
            var old = lock.acquire();
            int before = list.size();
            Thread.onSpinWait();
            changes.addAndGet(list.size() - before);
            lock.release(old);
        });
        assertOutcome(machine.run()).isClean();
        assertThat(changes.get()).isZero();
        assertThat(list.size()).isEqualTo(THREADS * ROUNDS);
    }

    @Test
    void pool_and_lookaside_lists_give_a_block_to_one_at_a_time() {
        Pool pool = new Pool(machine.io().poolTracker(), () -> "sparkle");
        LookasideList[] list = {LookasideList.nonPaged(pool, 4, "Toas")};
        AtomicInteger strangers = new AtomicInteger();
        AtomicInteger number = new AtomicInteger();
        inThreads(() -> {
            byte mine = (byte) number.incrementAndGet();
            for (PoolBlock block : List.of(list[0].allocate(), pool.allocate2(PoolFlags.POOL_FLAG_PAGED, 4, "Toas"))) {
                block.write(0, mine);
                Thread.onSpinWait();
                strangers.addAndGet(block.read(0) == mine ? 0 : 1);
                if (block.list() == null) {
                    block.free("Toas");
                } else {
                    list[0].free(block);
                }
            }
        });
        assertOutcome(machine.run()).isClean();
        assertThat(strangers.get()).isZero();
        assertThat(pool.tracker().blocks()).isEmpty();
        assertThat(list[0].allocations()).isEqualTo(THREADS * ROUNDS);
    }
}
