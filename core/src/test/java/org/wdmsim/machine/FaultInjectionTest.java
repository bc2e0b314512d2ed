package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.FaultPolicy;
import org.wdmsim.ke.FaultSite;
import org.wdmsim.ke.Faults;
import org.wdmsim.ke.InjectedFault;
import org.wdmsim.sched.Policies;

/** Routines that are made to fail: which calls, and what the run says about them. */
class FaultInjectionTest {
    /** Allocates twice in a loop from one line, and once from another; frees what it got. */
    private static Machine story(FaultPolicy faults) {
        Machine machine = Machine.builder().faults(faults).build();
        machine.thread("main", () -> {
            for (int i = 0; i < 2; i++) {
                free(machine.io().allocateIrp(1));
            }
            free(machine.io().allocateIrp(1));
        });
        return machine;
    }

    private static void free(Irp irp) {
        if (irp != null) {
            irp.free();
        }
    }

    private static List<Integer> failedCalls(FaultPolicy faults) {
        Machine machine = story(faults);
        assertOutcome(machine.run()).isClean();
        List<Integer> calls = new ArrayList<>();
        for (InjectedFault fault : machine.kernel().injectedFaults()) {
            calls.add(fault.call());
        }
        return calls;
    }

    @Test
    void nothing_fails_unless_asked() {
        assertThat(failedCalls(Faults.none())).isEmpty();
        assertThat(Machine.builder().build().kernel().injectedFaults()).isEmpty();
    }

    @Test
    void one_call_of_a_routine_fails() {
        assertThat(failedCalls(Faults.call("IoAllocateIrp", 2))).containsExactly(2);
        assertThat(failedCalls(Faults.call("IoCreateDevice", 1))).isEmpty();
    }

    @Test
    void every_call_of_a_routine_fails() {
        assertThat(failedCalls(Faults.routines("IoAllocateIrp"::equals))).containsExactly(1, 2, 3);
    }

    @Test
    void the_first_call_of_each_site_fails() {
        assertThat(failedCalls(Faults.firstCallOfEachSite())).containsExactly(1, 3);
    }

    @Test
    void the_first_call_of_one_site_fails() {
        assertThat(failedCalls(Faults.firstCallOfSite(1))).containsExactly(1);
        assertThat(failedCalls(Faults.firstCallOfSite(2))).containsExactly(3);
        assertThat(failedCalls(Faults.firstCallOfSite(3))).isEmpty();
    }

    @Test
    void a_probability_is_kept_in_the_long_run_and_is_the_same_for_the_same_seed() {
        assertThat(failedCalls(Faults.probability(7, 0))).isEmpty();
        assertThat(failedCalls(Faults.probability(7, 1_000))).containsExactly(1, 2, 3);
        int failed = 0;
        for (int seed = 0; seed < 200; seed++) {
            List<Integer> first = failedCalls(Faults.probability(seed, 300));
            assertThat(failedCalls(Faults.probability(seed, 300))).isEqualTo(first);
            failed += first.size();
        }
        assertThat(failed).isBetween(140, 220);
        assertThatThrownBy(() -> Faults.probability(1, 1_001)).hasMessageContaining("0 to 1000");
    }

    @Test
    void the_run_says_which_call_failed_where() {
        Machine machine = story(Faults.firstCallOfSite(2));
        machine.run();
        InjectedFault fault = machine.kernel().injectedFaults().get(0);
        assertThat(fault.site().routine()).isEqualTo("IoAllocateIrp");
        assertThat(fault.site().stack().get(0)).matches("FaultInjectionTest\\.java:\\d+");
        assertThat(fault.thread()).isEqualTo("main");
        assertThat(fault.describe()).contains("IoAllocateIrp was made to fail (call 3, site 2");
        assertThat(machine.trace().entries().toString()).contains("fault injected");
    }

    @Test
    void the_same_faults_come_in_every_run_of_a_schedule() {
        for (int seed = 1; seed <= 20; seed++) {
            List<List<FaultSite>> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Machine machine = Machine.builder()
                        .policy(Policies.random(seed))
                        .faults(Faults.firstCallOfEachSite())
                        .build();
                machine.thread("a", () -> free(machine.io().allocateIrp(1)));
                machine.thread("b", () -> free(machine.io().allocateIrp(1)));
                machine.run();
                seen.add(machine.kernel().faultSites());
            }
            assertThat(seen.get(0)).hasSize(2).isEqualTo(seen.get(1));
        }
    }

    @Test
    void the_search_fails_each_site_once_and_finds_the_one_that_hurts() {
        FaultSearch.Result result = FaultSearch.everySite(faults -> {
            Machine machine = Machine.builder().faults(faults).build();
            machine.thread("main", () -> {
                free(machine.io().allocateIrp(1));
                Irp unchecked = machine.io().allocateIrp(1);
                unchecked.free();
            });
            return machine;
        });
        List<FaultSearch.Trial> trials = result.trials();
        assertThat(result.notFailed()).isEmpty();
        assertThat(trials).hasSize(3);
        assertThat(trials).extracting(FaultSearch.Trial::isClean).containsExactly(true, true, false);
        assertThat(trials.get(0).sites()).isEmpty();
        assertThat(trials).extracting(FaultSearch.Trial::faults).containsExactly("none", "site:1", "site:2");
        assertThat(trials.get(2).outcome()).isInstanceOf(Outcome.DriverThrew.class);
    }

    /** The second call is made only when the first has failed, and nobody looks what it gave. */
    private static Machine secondTry(FaultPolicy faults) {
        Machine machine = Machine.builder().faults(faults).build();
        machine.thread("main", () -> {
            Irp first = machine.io().allocateIrp(1);
            if (first == null) {
                Irp second = machine.io().allocateIrp(2);
                second.free();
            } else {
                first.free();
            }
            free(machine.io().allocateIrp(3));
        });
        return machine;
    }

    @Test
    void the_search_fails_a_site_that_is_reached_only_after_another_failure() {
        List<FaultSearch.Trial> trials =
                FaultSearch.everySite(FaultInjectionTest::secondTry).trials();
        assertThat(trials)
                .extracting(FaultSearch.Trial::faults)
                .containsExactly("none", "site:1", "site:2", "site:1+2");
        assertThat(trials).extracting(FaultSearch.Trial::isClean).containsExactly(true, true, true, false);
        assertThat(trials.get(3).outcome()).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(trials.get(3).sites())
                .extracting(FaultSite::stack)
                .allSatisfy(stack -> assertThat(stack).isNotEmpty())
                .doesNotHaveDuplicates();
    }

    @Test
    void the_text_of_a_trial_fails_the_same_calls_again() {
        for (FaultSearch.Trial trial :
                FaultSearch.everySite(FaultInjectionTest::secondTry).trials()) {
            Machine again = secondTry(Faults.parse(trial.faults(), 1));
            again.run();
            assertThat(again.kernel().injectedFaults())
                    .extracting(InjectedFault::site)
                    .isEqualTo(trial.sites());
            assertThat(again.outcome().headline()).isEqualTo(trial.outcome().headline());
        }
    }

    @Test
    void the_search_ends_though_a_driver_tries_again_by_calling_itself_and_says_what_it_left_out() {
        FaultSearch.Result result = FaultSearch.everySite(faults -> {
            Machine machine = Machine.builder().faults(faults).build();
            machine.thread("main", () -> tryAgain(machine));
            return machine;
        });
        assertThat(result.trials()).hasSize(1 + FaultWorklist.MOST_TOGETHER).allMatch(FaultSearch.Trial::isClean);
        assertThat(result.notFailed())
                .singleElement()
                .asString()
                .startsWith("IoAllocateIrp at FaultInjectionTest.java:")
                .as("once from the story, and once from each try")
                .satisfies(place -> assertThat(place.split(" < ")).hasSize(2 + FaultWorklist.MOST_TOGETHER));
    }

    private static void tryAgain(Machine machine) {
        Irp irp = machine.io().allocateIrp(1);
        if (irp == null) {
            tryAgain(machine);
        } else {
            irp.free();
        }
    }

    @Test
    void several_sites_are_written_with_a_plus() {
        assertThat(failedCalls(Faults.parse("site:1+2", 1))).containsExactly(1, 3);
        assertThat(failedCalls(Faults.parse("site:2", 1))).containsExactly(3);
        for (String wrong : List.of("site", "site:", "site:1+", "site:+1", "site:0", "site:1+x", "site:1:2")) {
            assertThatThrownBy(() -> Faults.parse(wrong, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not say which calls");
        }
    }
}
