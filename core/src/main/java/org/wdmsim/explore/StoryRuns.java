package org.wdmsim.explore;

import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.RunPruned;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.TransitionListener;

/** Runs a story in one machine after the other. */
final class StoryRuns implements AutoCloseable {
    private final Story story;
    private final CoroutineCarrier carrier = CoroutineCarriers.open();
    private long runs;
    private boolean isWarm;

    StoryRuns(Story story) {
        this.story = story.ownCopy();
    }

    /** How many runs there were. */
    long count() {
        return runs;
    }

    /** What the story's machines leave to their schedules beside who runs. */
    OpenChoices choices() {
        MachineBuilder builder = Machine.builder();
        story.build(builder);
        return builder.choices();
    }

    /** One run without a trace, unless the story asks for one. */
    ExploredRun run(SchedulePolicy policy) {
        return run(policy, Machine.builder().traced(false).callSites(false));
    }

    /** One run of a search; null when the search has broken it off because its rest is known. */
    ExploredRun run(Search search, SchedulePolicy policy) {
        MachineBuilder builder = Machine.builder().traced(false).callSites(false);
        if (search instanceof TransitionListener follower) {
            warmUp(follower);
            builder.follower(follower);
        }
        try {
            return run(policy, builder);
        } catch (RunPruned known) {
            return null;
        }
    }

    /** What a story makes once for all runs is made before the first that counts: reduction compares runs with each other. */
    private void warmUp(TransitionListener follower) {
        if (!isWarm && follower.reduces()) {
            isWarm = true;
            Machine machine =
                    machine(Policies.first(), Machine.builder().traced(false).callSites(false));
            story.tell(machine);
            machine.run();
        }
    }

    /** One run with a trace and the places of calls. */
    ExploredRun traced(SchedulePolicy policy) {
        return run(policy, Machine.builder());
    }

    /** One run that is followed up to a certain choice. */
    void witnessed(Parting.Witness witness) {
        Machine machine = machine(witness, Machine.builder().traced(false).callSites(false));
        witness.watch(machine);
        story.tell(machine);
        machine.run();
        runs++;
    }

    private Machine machine(SchedulePolicy policy, MachineBuilder builder) {
        story.build(builder);
        return builder.carrier(carrier).policy(policy).build();
    }

    private ExploredRun run(SchedulePolicy policy, MachineBuilder builder) {
        Machine machine = machine(policy, builder);
        Story.Judge judge = story.tell(machine);
        Outcome outcome = machine.run();
        return new ExploredRun(++runs, machine, outcome, outcome.isClean() ? complaint(machine, judge) : "");
    }

    private static String complaint(Machine machine, Story.Judge judge) {
        String wrong = judged(judge);
        return !wrong.isEmpty() || machine.leftovers().isEmpty()
                ? wrong
                : ExploredRun.LEFT_OVER + String.join("; ", machine.leftovers());
    }

    /** A judge may also assert; then the run that was judged is a finding like any other, and its schedule is not lost. */
    private static String judged(Story.Judge judge) {
        try {
            return judge.complaint();
        } catch (AssertionError broken) {
            if (String.valueOf(broken.getMessage()).startsWith("simulator bug:")) {
                throw broken;
            }
            return "not as asserted: " + broken.getMessage();
        }
    }

    @Override
    public void close() {
        carrier.close();
    }
}
