package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.sched.Schedule;

/** Explorations in tests: what fails tells all that is known, as the message of the assertion. */
class MustBeCleanTest {
    private static Story counting() {
        return new PartsTest.Counting(2, 2, false);
    }

    /** Two threads take two locks, each in its own order. */
    private static Story.Judge crossing(Machine machine) {
        KSpinLock one = new KSpinLock(machine.kernel(), "one");
        KSpinLock other = new KSpinLock(machine.kernel(), "other");
        machine.thread("first", () -> inside(one, other));
        machine.thread("second", () -> inside(other, one));
        return Story.Judge.OF_NOTHING;
    }

    private static void inside(KSpinLock outer, KSpinLock inner) {
        Irql old = outer.acquire();
        inner.release(inner.acquire());
        outer.release(old);
    }

    private static Explorer exploring(Story story) {
        return Explorer.of(story).search(new BoundedSearch(1));
    }

    private static String message(Explorer explorer) {
        return catchThrowableOfType(AssertionError.class, explorer::mustBeClean).getMessage();
    }

    @Test
    void what_is_clean_is_answered() {
        Exploration found = exploring(machine -> Story.Judge.OF_NOTHING).mustBeClean();
        assertThat(found.isProof()).isTrue();
    }

    @Test
    void a_complaint_is_told_with_the_smallest_schedule_the_reason_and_the_steps_about_it() {
        String message = message(exploring(counting()));
        assertThat(message)
                .containsPattern("^run \\d+ of dfs:1 fails: [^\n]+ lost\n")
                .containsPattern("\n  smallest 1 preemption; no schedule with fewer fails in this way; ")
                .containsPattern(
                        "\n  why      after step \\d+, thread [^\n]+; the other way round, the story is clean\n")
                .containsPattern(
                        "\n  passes   0\n  replay   Explorer.of\\(story\\).replay\\(Schedule.parse\\(\"[^\"]+\"\\)\\)\n")
                .containsPattern("\n\n  step  counter 0 +counter 1\n +\\d+  value: InterlockedExchange");
    }

    @Test
    void a_failure_is_told_with_what_where_and_what_to_do() {
        assertThat(message(exploring(MustBeCleanTest::crossing).named("locks")))
                .startsWith("locks: run ")
                .contains(" of dfs:1 fails: DEADLOCK: 2 threads wait for what cannot come\n  smallest 1 preemption")
                .contains("\n\nDEADLOCK: 2 threads wait", "\n  what     thread \"", "\n  do       ")
                .contains("\n  replay   Explorer.of(story).replay(Schedule.parse(\"");
    }

    @Test
    void the_schedule_of_the_message_fails_and_the_one_that_passes_does() {
        Explorer explorer = exploring(counting());
        Explanation explanation = explorer.explain(explorer.explore().findings().get(0));
        Smallest smallest = explanation.smallest().orElseThrow();
        assertThat(explanation.report()).contains("parse(\"" + smallest.schedule() + "\")");
        assertThat(explorer.replay(smallest.schedule()).isFailure()).isTrue();
        assertThat(explorer.replay(smallest.parting().passing()).isClean()).isTrue();
    }

    @Test
    void a_schedule_may_be_left_as_it_was_found() {
        Explorer explorer = exploring(counting());
        Exploration.Finding finding = explorer.explore().findings().get(0);
        Explanation explanation = explorer.explain(finding, 0);
        assertThat(explanation.smallest()).isEmpty();
        assertThat(explanation.schedule()).isEqualTo(finding.schedule());
        assertThat(explanation.lines()).isEmpty();
        assertThat(explanation.report())
                .contains("parse(\"" + finding.schedule() + "\")")
                .contains("\n  step  ");
    }

    @Test
    void a_story_that_does_not_do_the_same_each_time_is_told() {
        int[] told = new int[1];
        Story once = machine -> () -> ++told[0] == 1 ? "the first time only" : "";
        assertThat(message(exploring(once)))
                .startsWith("run 1 of dfs:1 fails: the first time only\n  diverged ")
                .contains("\n  do       look for the clock, chance, or fields that live longer than a machine\n");
    }

    /** Two threads that hand something to and fro for ever. */
    private static final class Endless implements Story {
        @Override
        public void build(MachineBuilder machine) {
            machine.stepLimit(100);
        }

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            machine.thread("endless", () -> {
                while (!event.isSignalled() || event.isSignalled()) {
                    event.set();
                }
            });
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void a_run_that_says_nothing_is_not_clean() {
        assertThat(message(exploring(new Endless())))
                .startsWith(
                        "not clean, the only schedule with at most 1 preemption was given up for want of steps; give");
    }

    @Test
    void what_was_not_tried_in_full_is_no_proof() {
        Story story = machine -> {
            machine.thread(
                    "one", () -> KEvent.notification(machine.kernel(), "one").set());
            machine.thread(
                    "other",
                    () -> KEvent.notification(machine.kernel(), "other").set());
            return Story.Judge.OF_NOTHING;
        };
        assertThat(exploring(story).mustBeProved().isProof()).isTrue();
        assertThatThrownBy(() -> exploring(story).mostRuns(2).mustBeProved())
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "no proof, 2 schedules of dfs:1 are clean; there are more; give a larger limit with mostRuns,"
                                + " which was 2");
        assertThatThrownBy(() -> Explorer.of(story).mostRuns(2).mustBeProved())
                .hasMessageEndingWith("give a search that comes to an end, such as BoundedSearch or DporSearch");
        assertThatThrownBy(() -> exploring(counting()).mustBeProved()).hasMessageContaining("  smallest ");
        assertThat(exploring(story).replay(Schedule.empty()).isClean()).isTrue();
    }
}
