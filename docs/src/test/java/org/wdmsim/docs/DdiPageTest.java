package org.wdmsim.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.docs.GeneratedPage.cell;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.StepKind.Family;
import org.wdmsim.ex.ExStep;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.KeStep;
import org.wdmsim.memory.MemoryStep;
import org.wdmsim.ob.ObStep;
import org.wdmsim.pnp.tree.PnpStep;
import org.wdmsim.po.PoStep;

/** The page of DDIs is made from the step tables, the same that give a trace its names and the verifier its IRQLs. */
class DdiPageTest {
    private static final List<StepKind> STEPS = Stream.<StepKind[]>of(
                    KeStep.values(),
                    ExStep.values(),
                    ObStep.values(),
                    IoStep.values(),
                    MemoryStep.values(),
                    PoStep.values(),
                    PnpStep.values())
            .flatMap(Arrays::stream)
            .toList();

    @Test
    void the_page_says_what_the_step_tables_say() throws IOException {
        GeneratedPage.check("ddi.md", page());
    }

    @Test
    void every_routine_of_the_remove_io_cancel_queue_and_power_paths_is_here_or_said_to_be_missing() {
        Set<String> found = new TreeSet<>();
        of(Family.DDI).forEach(step -> found.add(step.title()));
        NamedRoutines.WITHOUT_STEP.forEach(row -> found.add(row.name()));
        NamedRoutines.MISSING.forEach(row -> found.add(row.name()));
        assertThat(found).containsAll(NamedRoutines.NAMED);
    }

    @Test
    void no_routine_is_both_a_step_and_something_else() {
        // PoSetPowerState has two rows: it may be called at a higher IRQL to report D0 than to report anything else.
        List<String> steps = of(Family.DDI)
                .filter(step -> step != PoStep.PO_SET_POWER_STATE_D0)
                .map(StepKind::title)
                .toList();
        assertThat(steps).doesNotHaveDuplicates();
        NamedRoutines.WITHOUT_STEP.forEach(row -> assertThat(steps).doesNotContain(row.name()));
        NamedRoutines.MISSING.forEach(row -> assertThat(steps).doesNotContain(row.name()));
    }

    private static String page() {
        StringBuilder text = new StringBuilder("""
                # Routines and steps

                Each call below is a step: the scheduler may run another thread first (where the column says so), the
                listeners are told, and only then the model changes. See [the architecture](../architecture.md).

                ## Routines a driver calls

                *IRQL* is where the routine may be called. *Rule* is the first parameter of bug check 0xC4 with which
                Driver Verifier reports a call at another IRQL; 0xE5 is its rule for routines without one of their own,
                0x120 to 0x122 are those for waits, and 0xC9 is a bug check of the I/O verifier.

                | Routine | IRQL | Rule | Yields | What it does |
                |---|---|---|---|---|
                """);
        of(Family.DDI)
                .forEach(step -> text.append("| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                step.title(),
                                irql(step.info()),
                                rule(step),
                                step.yields() ? "yes" : "no",
                                says(step))));
        text.append("""

                ## Routines that are no step

                They make an object or read what their caller owns, so nobody needs to run before them, and the trace leaves
                them out.

                | Routine | Here | Why it is no step |
                |---|---|---|
                """);
        NamedRoutines.WITHOUT_STEP.forEach(
                row -> text.append("| `%s` | %s | %s |\n".formatted(row.name(), row.here(), row.why())));
        text.append("""

                ## Not modelled

                | Routine | Why |
                |---|---|
                """);
        NamedRoutines.MISSING.forEach(row -> text.append("| `%s` | %s |\n".formatted(row.name(), row.reason())));
        text.append("""

                ## Calls from user mode and from outside

                A test or a scenario makes these at PASSIVE_LEVEL.

                """);
        list(text, Family.USER);
        text.append("""

                ## Routines of a driver that the kernel calls

                The trace shows a line where each is entered and one where it returns.

                """);
        list(text, Family.CALLBACK);
        text.append("""

                ## Notes

                What happens inside the machine and stands in the trace beside the calls.

                """);
        list(text, Family.NOTE);
        return text.toString();
    }

    private static void list(StringBuilder text, Family family) {
        text.append("| Step | What it is |\n|---|---|\n");
        of(family)
                .filter(step -> !step.info().summary().isEmpty())
                .forEach(step -> text.append("| `%s` | %s |\n".formatted(step.title(), says(step))));
    }

    private static Stream<StepKind> of(Family family) {
        return STEPS.stream().filter(step -> step.family() == family);
    }

    private static String irql(StepInfo info) {
        Irql low = info.minIrql();
        Irql high = info.maxIrql();
        if (low == high) {
            return "= " + high;
        }
        if (low != Irql.PASSIVE_LEVEL) {
            return "≥ " + low + (high == Irql.HIGH_LEVEL ? "" : ", ≤ " + high);
        }
        return high == Irql.HIGH_LEVEL ? "any" : "≤ " + high;
    }

    private static String rule(StepKind step) {
        // The I/O verifier has bug checks of its own for these two, and the wait routines have a table of their own.
        if (step == IoStep.IO_CALL_DRIVER || step == IoStep.IO_COMPLETE_REQUEST) {
            return "0xC9, 0x%X".formatted(step == IoStep.IO_CALL_DRIVER ? 0x10 : 0x0E);
        }
        if (step == KeStep.KE_WAIT
                || step == KeStep.KE_WAIT_MULTIPLE
                || step == IoStep.IO_RELEASE_REMOVE_LOCK_AND_WAIT) {
            return "0x120 to 0x122";
        }
        if (step.info().minIrql() == Irql.PASSIVE_LEVEL && step.info().maxIrql() == Irql.HIGH_LEVEL) {
            return "";
        }
        int rule = step.info().irqlRule();
        return String.format(Locale.ROOT, "0x%X", rule == 0 ? 0xE5 : rule);
    }

    private static String says(StepKind step) {
        return cell(step.info().summary());
    }
}
