package org.wdmsim.explore;

import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.GuardedRuns;
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
    private GuardedRuns guard; // while runs are made in a row and are watched
    private Machine hung; // its run was begun in a row, and has not ended as far as we know

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

    /**
     * Makes many runs with less effort for each. The work is to be a loop that can be begun again: it is, on another host
     * thread, after a driver has hung, and what it asks for then is that run's end.
     */
    void inARow(Runnable work) {
        MachineBuilder builder = Machine.builder();
        story.build(builder);
        if (builder.watchdog() == null) {
            carrier.hostAll(work);
            return;
        }
        guard = new GuardedRuns(builder.watchdog());
        guard.run(() -> carrier.hostAll(work));
        guard = null; // not when it throws: who still works then must find it, and end
    }

    /** True when whoever waited for runs in a row was interrupted. */
    boolean areGivenUp() {
        return guard != null && guard.isGivenUp();
    }

    /** One run without a trace, unless the story asks for one. */
    ExploredRun run(SchedulePolicy policy) {
        return run(policy, Machine.builder().traced(false).callSites(false));
    }

    /** One run of a search; null when the search has broken it off because its rest is known. */
    ExploredRun run(Search search, SchedulePolicy policy) {
        if (hung != null) {
            Machine stuck = hung;
            hung = null;
            return new ExploredRun(++runs, stuck, stuck.outcome(), "");
        }
        MachineBuilder builder = Machine.builder().traced(false).callSites(false);
        if (search instanceof TransitionListener follower) {
            warmUp(follower);
            builder.follower(follower);
        }
        try {
            return run(policy, builder);
        } catch (RunPruned known) {
            hung = null;
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
        return builder.carrier(carrier).policy(policy).guardedBy(guard).build();
    }

    private ExploredRun run(SchedulePolicy policy, MachineBuilder builder) {
        Machine machine = machine(policy, builder);
        Story.Judge judge = story.tell(machine);
        hung = guard == null ? null : machine;
        Outcome outcome = machine.run();
        hung = null;
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
