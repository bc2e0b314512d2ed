package org.wdmsim.samples.touches;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.samples.scenarios.Scenarios;
import org.wdmsim.sched.TransitionListener;

/**
 * What the steps of the model say they touch is no less than the memory they touch: two steps whose order makes a difference
 * do not count as commuting.
 */
class TouchAuditTest {
    private static final int SEEDS = Integer.getInteger("wdmsim.audit.seeds", 6);

    /** Fields whose accesses commute though a field is written, and why. */
    private static final Map<String, String> COMMUTING = Map.ofEntries(
            Map.entry("Kernel.steps", "the number of a step is for reports"),
            Map.entry("Kernel.numbers", "so are the numbers in names"),
            Map.entry("elements of [I", "they are in Kernel.numbers"),
            Map.entry("Announcer.isAnnouncing", "set and taken back within a step"),
            Map.entry("PendingChecks.last", "remembers what it has looked up last, and looks again if it is another"),
            Map.entry("elements of RoutineStacks.innermost", "each thread has an element of its own"),
            Map.entry(
                    "Announcer.audiences",
                    "answers that are kept, the same whoever has asked; asked again when they change"),
            Map.entry("Announcer$Audience.listeners", "as the one above"),
            Map.entry(
                    "DriverVerifier.",
                    "groups of rules are made when they are first needed, and are the same whenever"),
            Map.entry("Kernel.quiet", "a simulated machine is never quiet"),
            Map.entry("IrpState.name", "made when a report asks for it"),
            Map.entry("IrpTally.", "how many IRPs a host thread has made and freed: summed up when the machine rests"),
            Map.entry("IrpRoster.live", "who asks which IRPs there are touches everything"),
            Map.entry("OpenFiles.live", "who asks which files there are touches everything"),
            Map.entry("IoManager.mdls", "who asks which MDLs there are looks when the machine rests"),
            Map.entry("Stage.programs", "a list that is only walked after its last change"),
            Map.entry("ListedShares.count", "two acquisitions, or two releases, give the same in either order"),
            Map.entry("ListedShares.holders", "looked up by tag, and tags are touched; their order is for reports"),
            Map.entry("ListedShares.mostHolders", "for reports"),
            Map.entry("ListedShares.remover", "for reports"),
            Map.entry("KEvent.signalled", "a wait for ever and what sets it free commute; ReductionTest"),
            Map.entry("KSpinLock.owner", "acquiring and releasing commute; ReductionTest"),
            Map.entry("KSpinLock.spinners", "whoever goes first has the lock, wherever he stands in the list"),
            Map.entry(
                    "DeviceState.openCount",
                    "counting commutes; who comes to 0 or from it, or wants the number, touches it"),
            Map.entry("DispatcherObject.waiters", "as the two above"),
            Map.entry("Wait.objects", "as the two above"),
            Map.entry("KThread.heldSpinLocks", "given by the release that sets free; only its own thread asks"),
            Map.entry("DevnodeLife.state", "who only asks whether it waits for closes touches that"),
            Map.entry("CancelChecks.cancelled", "looked at for what is five minutes old, and time passes for all"));

    @SuppressWarnings("unchecked") // both sides of the loader know Map
    private static List<String> audit(String scenario, int seeds, int unheard) throws ReflectiveOperationException {
        Class<?> run = new AuditingLoader(TouchAuditTest.class.getClassLoader())
                .loadClass("org.wdmsim.samples.touches.AuditedRun");
        Map<String, Integer> found = (Map<String, Integer>)
                run.getMethod("play", String.class, int.class, int.class).invoke(null, scenario, seeds, unheard);
        List<String> unexplained = new ArrayList<>();
        found.forEach((what, often) -> {
            if (COMMUTING.keySet().stream().noneMatch(what::contains)) {
                unexplained.add(what + ", " + often + " times");
            }
        });
        return unexplained;
    }

    static List<String> scenarios() {
        return Scenarios.all().stream().map(Scenario::name).toList();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void steps_say_what_they_touch(String scenario) throws ReflectiveOperationException {
        assertThat(audit(scenario, SEEDS, -1)).isEmpty();
    }

    @Test
    void a_touch_that_is_not_said_is_found() throws ReflectiveOperationException {
        assertThat(audit("surprise-removal", SEEDS, TransitionListener.NAMES))
                .isNotEmpty()
                .allSatisfy(what -> assertThat(what).contains("Namespace.entries"));
    }
}
