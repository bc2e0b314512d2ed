package org.wdmsim.ex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.BugCheckCode.RESOURCE_NOT_OWNED;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** ERESOURCE: rules IrqlExApcLte3, WithinCriticalRegion, ExclusiveResourceAccess; bug-checks.md 2.1 and 6 (0xE3). */
class EResourceTest {
    private static final int LIFE = 0x57440E02;

    /** Threads that come one after the other: each does its work when it is its turn. */
    private static final class Bench {
        final Machine machine;
        final EResource resource;
        final List<String> log = new ArrayList<>();

        Bench(MachineBuilder builder) {
            machine = builder.build();
            resource = new EResource(machine.kernel(), "resource");
        }

        /** A thread in a critical region that begins its work this long after the start. */
        Bench at(long ticks, String name, Consumer<EResource> body) {
            machine.thread(name, () -> {
                pause(ticks);
                machine.kernel().currentThread().apcs().enterCriticalRegion();
                body.accept(resource);
                machine.kernel().currentThread().apcs().leaveCriticalRegion();
            });
            return this;
        }

        Bench main(Consumer<EResource> body) {
            return at(1, "main", body);
        }

        void pause(long ticks) {
            machine.kernel().currentThread().delay(ticks);
        }

        void note(String line) {
            log.add(line);
        }

        Outcome run() {
            return machine.run();
        }
    }

    private static Bench bench() {
        return new Bench(Machine.builder());
    }

    @Test
    void its_owner_may_take_it_again_in_any_manner_and_gives_it_up_as_often() {
        assertOutcome(bench().main(resource -> {
                            assertThat(resource.acquireExclusive(true)).isTrue();
                            assertThat(resource.acquireExclusive(false)).isTrue();
                            assertThat(resource.acquireShared(false)).isTrue();
                            assertThat(resource.acquireSharedStarveExclusive(false))
                                    .isTrue();
                            assertThat(resource.acquireSharedWaitForExclusive(false))
                                    .isTrue();
                            assertThat(resource.isAcquiredExclusive()).isTrue();
                            assertThat(resource.isAcquiredShared()).isEqualTo(5);
                            for (int i = 0; i < 5; i++) {
                                assertThat(resource.isFree()).isFalse();
                                resource.release();
                            }
                            assertThat(resource.isFree()).isTrue();
                            assertThat(resource.isAcquiredShared()).isZero();
                            assertThat(resource.acquireShared(false)).isTrue();
                            assertThat(resource.acquireShared(false)).isTrue();
                            assertThat(resource.isAcquiredExclusive()).isFalse();
                            assertThat(resource.acquireExclusive(false)).isFalse();
                            resource.release();
                            resource.release();
                        })
                        .run())
                .isClean();
    }

    @Test
    void readers_share_and_a_writer_is_alone_on_every_schedule() {
        Set<Integer> mostReaders = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            Bench bench = new Bench(Machine.builder().policy(Policies.random(seed)));
            KEvent tick = KEvent.notification(bench.machine.kernel(), "tick");
            int[] readers = new int[1];
            int[] writers = new int[1];
            int[] most = new int[1];
            for (String name : List.of("reader 1", "reader 2", "reader 3")) {
                bench.at(0, name, resource -> {
                    resource.acquireShared(true);
                    most[0] = Math.max(most[0], ++readers[0]);
                    tick.set();
                    assertThat(writers[0]).isZero();
                    readers[0]--;
                    resource.release();
                });
            }
            for (String name : List.of("writer 1", "writer 2")) {
                bench.at(0, name, resource -> {
                    resource.acquireExclusive(true);
                    assertThat(++writers[0]).isEqualTo(1);
                    tick.set();
                    assertThat(readers[0]).isZero();
                    writers[0]--;
                    resource.convertExclusiveToShared();
                    resource.release();
                });
            }
            assertOutcome(bench.run()).isClean();
            assertThat(bench.resource.isFree()).isTrue();
            mostReaders.add(most[0]);
        }
        assertThat(mostReaders).contains(1, 2, 3);
    }

    @Test
    void a_reader_does_not_overtake_a_writer_that_waits_unless_it_starves_it() {
        Bench bench = bench();
        bench.at(10, "reader", resource -> {
            resource.acquireShared(true);
            bench.pause(100);
            bench.note("first reader leaves");
            resource.release();
        });
        bench.at(20, "writer", resource -> {
            resource.acquireExclusive(true);
            bench.note("writer");
            resource.release();
        });
        bench.at(30, "late reader", resource -> {
            assertThat(resource.acquireShared(false)).isFalse();
            assertThat(resource.exclusiveWaiterCount()).isEqualTo(1);
            resource.acquireShared(true);
            bench.note("late reader");
            resource.release();
        });
        bench.at(40, "starving reader", resource -> {
            assertThat(resource.acquireSharedStarveExclusive(false)).isTrue();
            bench.note("starving reader");
            assertThat(resource.sharedWaiterCount()).isEqualTo(1);
            resource.release();
        });
        assertOutcome(bench.run()).isClean();
        assertThat(bench.log).containsExactly("starving reader", "first reader leaves", "writer", "late reader");
    }

    @Test
    void after_a_writer_all_waiting_readers_go_before_the_next_writer() {
        Bench bench = bench();
        bench.at(10, "writer", resource -> {
            resource.acquireExclusive(true);
            bench.pause(100);
            resource.release();
        });
        bench.at(20, "next writer", resource -> {
            resource.acquireExclusive(true);
            bench.note("next writer");
            resource.release();
        });
        for (String name : List.of("reader 1", "reader 2")) {
            bench.at(30, name, resource -> {
                resource.acquireShared(true);
                bench.note("reader");
                resource.release();
            });
        }
        assertOutcome(bench.run()).isClean();
        assertThat(bench.log).containsExactly("reader", "reader", "next writer");
    }

    @Test
    void conversion_lets_waiting_readers_in_and_keeps_writers_out() {
        Bench bench = bench();
        bench.at(10, "writer", resource -> {
            resource.acquireExclusive(true);
            bench.pause(100);
            resource.convertExclusiveToShared();
            bench.pause(100);
            bench.note("converted writer leaves");
            resource.release();
        });
        bench.at(20, "reader", resource -> {
            resource.acquireShared(true);
            bench.note("reader");
            resource.release();
        });
        bench.at(30, "next writer", resource -> {
            resource.acquireExclusive(true);
            bench.note("next writer");
            resource.release();
        });
        assertOutcome(bench.run()).isClean();
        assertThat(bench.log).containsExactly("reader", "converted writer leaves", "next writer");
    }

    @Test
    void a_reader_that_lets_writers_first_does_so_even_when_it_reads_already() {
        Bench bench = bench();
        bench.at(10, "reader", resource -> {
            resource.acquireShared(true);
            bench.pause(100);
            assertThat(resource.acquireShared(false)).isTrue();
            assertThat(resource.acquireSharedStarveExclusive(false)).isTrue();
            assertThat(resource.acquireSharedWaitForExclusive(false)).isFalse();
            resource.acquireSharedWaitForExclusive(true);
        });
        bench.at(20, "writer", resource -> resource.acquireExclusive(true));
        Outcome outcome = bench.run();
        assertOutcome(outcome).isDeadlockOf("reader");
        assertThat(((Outcome.Deadlocked) outcome).threads().get(0).heldBy())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("resource resource: shared, thread \"reader\" 3 times"),
                        line -> assertThat(line)
                                .startsWith("resource resource: waits for exclusive access, thread \"writer\""));
    }

    @Test
    void two_resources_taken_in_opposite_orders_are_a_deadlock_that_names_the_holders() {
        int deadlocks = 0;
        for (int seed = 0; seed < 100; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            EResource one = new EResource(machine.kernel(), "one");
            EResource two = new EResource(machine.kernel(), "two");
            machine.thread("left", () -> both(machine, one, two));
            machine.thread("right", () -> both(machine, two, one));
            if (machine.run() instanceof Outcome.Deadlocked stuck) {
                deadlocks++;
                assertThat(stuck.threads().get(0).heldBy().get(0))
                        .startsWith("resource two: exclusive, thread \"right\", since step")
                        .contains("EResourceTest.java:");
            }
        }
        assertThat(deadlocks).isBetween(1, 99);
    }

    private static void both(Machine machine, EResource first, EResource second) {
        machine.kernel().currentThread().apcs().enterCriticalRegion();
        first.acquireExclusive(true);
        second.acquireExclusive(true);
        second.release();
        first.release();
        machine.kernel().currentThread().apcs().leaveCriticalRegion();
    }

    // ---- Wrong use.

    @Test
    void a_release_by_a_stranger_is_0xE3_with_and_without_verifier() {
        for (boolean verified : new boolean[] {true, false}) {
            assertOutcome(new Bench(Machine.builder().verifier(verified))
                            .main(EResource::release)
                            .run())
                    .isBugCheck(RESOURCE_NOT_OWNED);
        }
        Bench bench = bench();
        bench.at(10, "owner", resource -> {
            resource.acquireExclusive(true);
            bench.pause(100);
        });
        Outcome outcome = bench.at(20, "stranger", EResource::release).run();
        assertOutcome(outcome).isBugCheck(RESOURCE_NOT_OWNED);
        assertThat(((Outcome.BugChecked) outcome).bugCheck().facts("what").get(0))
                .contains("by thread \"stranger\", which does not have it; resource resource: exclusive, thread"
                        + " \"owner\"");
    }

    @Test
    void at_passive_level_a_critical_region_is_needed() {
        for (Consumer<EResource> acquire : List.<Consumer<EResource>>of(
                resource -> resource.acquireExclusive(true),
                resource -> resource.acquireShared(true),
                resource -> resource.acquireSharedStarveExclusive(true),
                resource -> resource.acquireSharedWaitForExclusive(true))) {
            Bench bench = bench();
            bench.machine.thread("main", () -> acquire.accept(bench.resource));
            assertOutcome(bench.run()).isViolation(0x37);
        }
        Bench leavesEarly = bench();
        leavesEarly.machine.thread("main", () -> {
            leavesEarly.machine.kernel().currentThread().apcs().enterCriticalRegion();
            leavesEarly.resource.acquireShared(true);
            leavesEarly.machine.kernel().currentThread().apcs().leaveCriticalRegion();
            leavesEarly.resource.release();
        });
        assertOutcome(leavesEarly.run()).isViolation(0x38);
    }

    @Test
    void an_owned_mutex_is_as_good_as_a_critical_region() {
        Bench bench = bench();
        KMutex mutex = new KMutex(bench.machine.kernel(), "mutex");
        bench.machine.thread("main", () -> {
            mutex.waitFor(KMutex.FOREVER);
            bench.resource.acquireShared(true);
            bench.resource.release();
            mutex.release();
        });
        assertOutcome(bench.run()).isClean();
    }

    @Test
    void at_apc_level_it_may_be_taken_and_at_dispatch_level_not() {
        Bench bench = bench();
        bench.machine.thread("main", () -> {
            bench.machine.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
            bench.resource.acquireShared(true);
            bench.resource.release();
            bench.machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
            bench.resource.acquireShared(false);
        });
        assertOutcome(bench.run()).isViolation(0x20007);
    }

    @Test
    void a_reader_that_wants_to_write_waits_for_itself() {
        Consumer<EResource> body = resource -> {
            resource.acquireShared(true);
            resource.acquireExclusive(true);
        };
        assertOutcome(bench().main(body).run()).isViolation(0x1000);
        assertOutcome(new Bench(Machine.builder().verifier(false)).main(body).run())
                .isDeadlockOf("main");
    }

    @Test
    void only_a_writer_converts() {
        assertOutcome(bench().main(resource -> {
                            resource.acquireShared(true);
                            resource.convertExclusiveToShared();
                        })
                        .run())
                .isViolation(0x57440E03);
    }

    @Test
    void a_resource_is_deleted_when_nobody_has_it_and_not_used_afterwards() {
        assertOutcome(bench().main(resource -> {
                            resource.acquireShared(true);
                            resource.delete();
                        })
                        .run())
                .isViolation(LIFE);
        assertOutcome(bench().main(resource -> {
                            resource.delete();
                            resource.acquireShared(true);
                        })
                        .run())
                .isViolation(LIFE);
        assertOutcome(bench().main(resource -> {
                            resource.reinitialize();
                            resource.acquireShared(true);
                            resource.release();
                            resource.delete();
                            assertThat(resource.isDeleted()).isTrue();
                        })
                        .run())
                .isClean();
    }
}
