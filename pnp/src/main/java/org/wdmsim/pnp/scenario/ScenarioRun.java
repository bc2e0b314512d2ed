package org.wdmsim.pnp.scenario;

import java.util.List;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Schedule;
import org.wdmsim.trace.Trace;

/**
 * A story that was played.
 *
 * @param scenario the story
 * @param options how it was run
 * @param machine the machine, at rest
 * @param expectations what was expected; empty when the run ended badly before they could be asked
 * @param stacks the device stacks as they stood
 */
public record ScenarioRun(
        Scenario scenario,
        RunOptions options,
        Machine machine,
        List<Expectation> expectations,
        List<StackPicture> stacks) {
    /** What a run says about the drivers. */
    public enum Verdict {
        /** Nothing wrong was found. */
        CLEAN,
        /** A driver did something wrong. */
        DEFECT,
        /** Nothing stopped the machine, but something did not come as expected, or was left over. */
        BROKEN_EXPECTATION,
        /** The run says nothing: a budget ran out, or the schedule does not belong to the story. */
        INCONCLUSIVE
    }

    public ScenarioRun {
        expectations = List.copyOf(expectations);
        stacks = List.copyOf(stacks);
    }

    /** The same run with options that say more exactly how it was run. */
    ScenarioRun with(RunOptions value) {
        return new ScenarioRun(scenario, value, machine, expectations, stacks);
    }

    /** How the machine ended. */
    public Outcome outcome() {
        return machine.outcome();
    }

    /** What happened. */
    public Trace trace() {
        return machine.trace();
    }

    /** The choices of the run. */
    public Schedule schedule() {
        return machine.schedule();
    }

    /** What was left over; nothing should be. */
    public List<String> leftovers() {
        return machine.leftovers();
    }

    /** True when a call was made to fail: then what was expected may not come, and only what is left over counts. */
    public boolean hasInjectedFault() {
        return !machine.kernel().injectedFaults().isEmpty();
    }

    /** How it ended, in one line: what stopped it, or else what was not as expected, or else what was left over. */
    public String headline() {
        if (verdict() != Verdict.BROKEN_EXPECTATION) {
            return outcome().headline();
        }
        String broken = hasInjectedFault() ? "" : Expectation.complaint(expectations);
        return broken.isEmpty() ? "left over: " + String.join("; ", leftovers()) : broken;
    }

    /** The verdict. */
    public Verdict verdict() {
        if (outcome().isInconclusive() || outcome() instanceof Outcome.Diverged) {
            return Verdict.INCONCLUSIVE;
        }
        if (!outcome().isClean()) {
            return Verdict.DEFECT;
        }
        boolean held = (hasInjectedFault() || expectations.stream().allMatch(Expectation::held))
                && leftovers().isEmpty();
        return held ? Verdict.CLEAN : Verdict.BROKEN_EXPECTATION;
    }
}
