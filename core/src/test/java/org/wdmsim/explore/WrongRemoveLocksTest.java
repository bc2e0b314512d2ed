package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.explore.HandmadeRemoveLock.Fault;
import org.wdmsim.io.RemoveLock;

/** Remove locks that are wrong are refuted; those that are right are proved so, for up to three holders and a remover. */
class WrongRemoveLocksTest {
    /** Visitors who use something under the lock, and a remover who takes it away when they are out. */
    private static Story removal(Fault fault, int visitors) {
        return machine -> {
            HandmadeRemoveLock lock = new HandmadeRemoveLock(machine.kernel(), fault);
            InterlockedValue there = new InterlockedValue(machine.kernel(), "there", 1);
            boolean[] missed = new boolean[1];
            for (int i = 0; i < visitors; i++) {
                machine.thread("visitor " + i, () -> {
                    if (lock.acquire()) {
                        missed[0] |= there.read() == 0;
                        lock.release();
                    }
                });
            }
            machine.thread("remover", () -> {
                if (lock.acquire()) {
                    lock.releaseAndWait();
                    there.write(0);
                }
            });
            return () -> missed[0] ? "used after it was removed" : "";
        };
    }

    private static Exploration explore(Story story, Search search) {
        return Explorer.of(story)
                .search(search)
                .mostRuns(1_000_000)
                .mostFindings(Integer.MAX_VALUE)
                .explore();
    }

    private static Set<String> headlines(Exploration result) {
        Set<String> headlines = new TreeSet<>();
        result.findings().forEach(finding -> headlines.add(finding.headline()));
        return headlines;
    }

    @ParameterizedTest
    @CsvSource({
        "TEST_BEFORE_INCREMENT, used after it was removed",
        "NO_SIGNAL_WHEN_TURNED_AWAY, DEADLOCK: 1 thread waits for what cannot come",
        "SINGLE_DECREMENT, DEADLOCK: 1 thread waits for what cannot come",
        "FLAG_WRITTEN_LATE, used after it was removed",
        "EVENT_CLEARED_BEFORE_WAIT, DEADLOCK: 1 thread waits for what cannot come"
    })
    void a_wrong_lock_is_refuted(Fault fault, String headline) {
        for (int visitors = 1; visitors <= 2; visitors++) {
            Exploration result = explore(removal(fault, visitors), new DporSearch());
            assertThat(result.isExhausted()).isTrue();
            assertThat(headlines(result)).containsExactly(headline);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void the_right_one_is_proved(int visitors) {
        Exploration result = explore(removal(Fault.NONE, visitors), new DporSearch());
        assertThat(result.isProof()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void with_one_visitor_every_schedule_says_the_same(Fault fault) {
        Exploration every = explore(removal(fault, 1), BoundedSearch.unbounded());
        Exploration reduced = explore(removal(fault, 1), new DporSearch());
        assertThat(every.isExhausted()).isTrue();
        assertThat(headlines(reduced)).isEqualTo(headlines(every));
        assertThat(reduced.runs()).isLessThan(every.runs());
    }

    /** The lock that drivers use here; that nobody is inside when the remover has waited is its own check. */
    @Test
    void the_simulators_own_lock_is_proved_for_three_holders() {
        Exploration result = explore(
                machine -> {
                    InterlockedValue there = new InterlockedValue(machine.kernel(), "there", 1);
                    boolean[] missed = new boolean[1];
                    machine.thread("begin", () -> {
                        RemoveLock lock = LockedDevice.make(machine);
                        for (int i = 0; i < 3; i++) {
                            String tag = "visitor " + i;
                            machine.thread(tag, () -> {
                                if (lock.acquire(tag) == NtStatus.STATUS_SUCCESS) {
                                    missed[0] |= there.read() == 0;
                                    lock.release(tag);
                                }
                            });
                        }
                        machine.thread("remover", () -> {
                            lock.acquire("remover");
                            lock.releaseAndWait("remover");
                            there.write(0);
                        });
                    });
                    return () -> missed[0] ? "used after it was removed" : "";
                },
                new DporSearch());
        assertThat(headlines(result)).isEmpty();
        assertThat(result.isProof()).isTrue();
    }
}
