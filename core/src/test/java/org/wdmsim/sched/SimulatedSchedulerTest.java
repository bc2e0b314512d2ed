package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** Who is offered to a policy, what a policy may answer, and what comes of a policy that is wrong. */
class SimulatedSchedulerTest {
    /** Three threads of three steps each, which write their names. */
    private static Machine letters(SchedulePolicy policy, StringBuilder out) {
        Machine machine = Machine.builder().policy(policy).build();
        for (String name : List.of("a", "b", "c")) {
            machine.thread(name, () -> {
                for (int i = 0; i < 3; i++) {
                    out.append(name);
                    KEvent.notification(machine.kernel(), "tick").set();
                }
            });
        }
        return machine;
    }

    private static String run(SchedulePolicy policy) {
        StringBuilder out = new StringBuilder();
        assertOutcome(letters(policy, out).run()).isClean();
        return out.toString();
    }

    @Test
    void first_runs_each_thread_as_far_as_it_goes() {
        assertThat(run(Policies.first())).isEqualTo("aaabbbccc");
    }

    @Test
    void round_robin_changes_thread_at_every_step() {
        assertThat(run(Policies.roundRobin())).isEqualTo("abcabcabc");
    }

    @Test
    void random_depends_on_the_seed_alone() {
        assertThat(run(Policies.random(7))).isEqualTo(run(Policies.random(7)));
        List<String> runs = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            runs.add(run(Policies.random(seed)));
        }
        assertThat(runs.stream().distinct().count()).isGreaterThan(40);
    }

    @Test
    void the_numbers_of_a_seed_never_change() {
        SplitMix64 chance = new SplitMix64(1234567);
        assertThat(List.of(chance.next(), chance.next(), chance.next()))
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void replay_follows_a_schedule_and_then_takes_candidate_0() {
        assertThat(run(Policies.replay(Schedule.parse("1")))).isEqualTo("bbbcccaaa");
        assertThat(run(Policies.replay(Schedule.parse("0.1.1")))).isEqualTo("abcccaabb");
    }

    @Test
    void candidate_0_is_the_running_thread_and_the_others_follow_in_the_order_of_creation() {
        List<String> offers = new ArrayList<>();
        run(point -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < point.size(); i++) {
                names.add(point.candidate(i).name());
            }
            offers.add(String.join("", names) + (point.currentCanGoOn() ? "+" : "-") + point.index());
            return 1;
        });
        assertThat(offers).startsWith("abc-0", "bca+1", "cab+2", "abc+3");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void a_schedule_from_another_story_diverges(int choice) {
        Machine machine = letters(Policies.replay(Schedule.parse("0:2." + choice)), new StringBuilder());
        Outcome outcome = machine.run();
        assertThat(outcome).isInstanceOf(Outcome.Diverged.class);
        assertThat(outcome.headline())
                .isEqualTo(
                        "DIVERGED: choice 2 of the schedule asks for candidate " + choice + ", but there are only 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 7, Integer.MAX_VALUE})
    void a_policy_that_answers_nonsense_is_told_so(int answer) {
        Machine machine = letters(point -> answer, new StringBuilder());
        assertThatThrownBy(machine::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the policy chose candidate " + answer + " of 3; they are counted from 0");
    }

    @Test
    void a_policy_that_throws_ends_the_run_with_what_it_threw() {
        Machine machine = letters(
                point -> {
                    if (point.index() == 2) {
                        throw new UnsupportedOperationException("no idea");
                    }
                    return 0;
                },
                new StringBuilder());
        assertThatThrownBy(machine::run)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("no idea");
        assertThatThrownBy(machine::run).hasMessageContaining("has run before");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("wdmsim-coroutine");
    }

    @Test
    void with_more_threads_than_a_byte_can_name_the_schedule_still_replays() {
        List<Integer> first = many(Policies.random(3), null);
        Schedule[] schedule = new Schedule[1];
        assertThat(many(Policies.random(3), schedule)).isEqualTo(first);
        assertThat(many(Policies.replay(schedule[0]), null)).isEqualTo(first);
    }

    private static List<Integer> many(SchedulePolicy policy, Schedule[] schedule) {
        Machine machine = Machine.builder().policy(policy).traced(false).build();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int number = i;
            machine.thread("thread" + i, () -> {
                KEvent.notification(machine.kernel(), "tick").set();
                order.add(number);
            });
        }
        assertOutcome(machine.run()).isClean();
        if (schedule != null) {
            schedule[0] = machine.schedule();
        }
        return order;
    }

    /** Counts how often a thread gives the host's thread up, and how often the controller must go on with one. */
    private static final class CountsSwitches implements CoroutineCarrier {
        private final CoroutineCarrier carrier;
        private int switches;
        private int resumes;

        CountsSwitches(CoroutineCarrier carrier) {
            this.carrier = carrier;
        }

        private final class Counted implements Coroutine {
            private final Coroutine coroutine;

            Counted(Coroutine coroutine) {
                this.coroutine = coroutine;
            }

            @Override
            public void resume() {
                resumes++;
                coroutine.resume();
            }

            @Override
            public void suspend() {
                switches++;
                coroutine.suspend();
            }

            @Override
            public boolean canPass() {
                return coroutine.canPass();
            }

            @Override
            public void passTo(Coroutine next) {
                switches++;
                coroutine.passTo(((Counted) next).coroutine);
            }

            @Override
            public boolean isDone() {
                return coroutine.isDone();
            }

            @Override
            public StackTraceElement[] stackTrace() {
                return coroutine.stackTrace();
            }
        }

        @Override
        public String name() {
            return carrier.name();
        }

        @Override
        public void host(Runnable controller) {
            carrier.host(controller);
        }

        @Override
        public Coroutine create(String name, Runnable body) {
            return new Counted(carrier.create(name, body));
        }

        @Override
        public void close() {
            carrier.close();
        }
    }

    @Test
    void threads_on_host_threads_of_their_own_pass_to_each_other_without_the_controller() {
        try (CountsSwitches carrier = new CountsSwitches(CoroutineCarriers.open("platform-threads"))) {
            Machine machine = Machine.builder()
                    .carrier(carrier)
                    .policy(point -> point.size() - 1)
                    .build();
            KEvent event = KEvent.notification(machine.kernel(), "event");
            for (int i = 0; i < 2; i++) {
                machine.thread("looks " + i, () -> {
                    for (int look = 0; look < 20; look++) {
                        event.readState();
                    }
                });
            }
            assertOutcome(machine.run()).isClean();
            assertThat(carrier.switches).isGreaterThan(30);
            assertThat(carrier.resumes).isLessThan(5); // each thread's beginning, and the end of the other
        }
    }

    /** Threads that each wait three times for an event that nobody sets. */
    private static int switchesOfWaits(int threads) {
        try (CountsSwitches carrier = new CountsSwitches(CoroutineCarriers.open())) {
            Machine machine = Machine.builder().carrier(carrier).build();
            for (int i = 0; i < threads; i++) {
                machine.thread("waits " + i, () -> {
                    KEvent event = KEvent.notification(machine.kernel(), "event");
                    for (int wait = 1; wait <= 3; wait++) {
                        assertThat(event.waitFor(1_000)).isEqualTo(NtStatus.STATUS_TIMEOUT);
                        assertThat(machine.kernel().now()).isEqualTo(1_000L * wait);
                    }
                });
            }
            assertOutcome(machine.run()).isClean();
            return carrier.switches;
        }
    }

    @Test
    void a_blocked_thread_that_is_itself_next_goes_on_without_a_switch() {
        assertThat(switchesOfWaits(1)).isZero();
        assertThat(switchesOfWaits(2)).isPositive();
    }

    @Test
    void what_a_policy_throws_when_a_thread_blocks_ends_the_run_and_is_not_the_thread_s_to_catch() {
        Machine machine = Machine.builder()
                .policy(point -> {
                    if (point.ran() != null && !point.currentCanGoOn()) {
                        throw new AssertionError("no idea");
                    }
                    return 0;
                })
                .build();
        List<String> seen = new ArrayList<>();
        machine.thread("waits", () -> {
            try {
                KEvent.notification(machine.kernel(), "event").waitFor(KEvent.FOREVER);
                seen.add("has waited");
            } catch (AssertionError caught) {
                seen.add("has caught it");
            }
        });
        for (String name : List.of("one", "two")) {
            machine.thread(name, () -> seen.add(name));
        }
        assertThatThrownBy(machine::run).isInstanceOf(AssertionError.class).hasMessage("no idea");
        assertThat(seen).isEmpty();
    }
}
