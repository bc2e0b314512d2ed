package org.wdmsim.machine;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.memory.WatchedClasses;
import org.wdmsim.po.PowerOptions;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.trace.StepListener;

/**
 * How a machine is built.
 *
 * @param live true for host threads in real time, false for coroutines in virtual time
 * @param carrier what its threads run on; null in a live machine
 * @param closesCarrier true when the machine closes the carrier after its run
 * @param policy who goes next
 * @param follower who follows the run transition by transition, or null
 * @param watched drivers whose reads and writes of memory are seen, or null
 * @param processors how many simulated processors it has
 * @param timeBetweenSteps how many ticks may pass between two steps of a thread, if the policy likes: how far ahead a
 *     timer may be that fires while threads could run
 * @param kernel what its kernel is like
 * @param traced true when what happens is recorded
 * @param listeners who else listens: the verifier, for one
 * @param watchdog how long a driver may run without a DDI call, in real time; null for no limit
 * @param guard who watches for that instead, for machines that run one after the other; null for nobody
 * @param power what its power manager does where versions of Windows differ
 */
public record MachineOptions(
        boolean live,
        CoroutineCarrier carrier,
        boolean closesCarrier,
        SchedulePolicy policy,
        TransitionListener follower,
        WatchedClasses watched,
        int processors,
        long timeBetweenSteps,
        KernelOptions kernel,
        boolean traced,
        List<Function<Kernel, StepListener>> listeners,
        Duration watchdog,
        GuardedRuns guard,
        PowerOptions power) {}
