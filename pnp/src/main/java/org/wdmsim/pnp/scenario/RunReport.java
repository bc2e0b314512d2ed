package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.InjectedFault;
import org.wdmsim.machine.FailureReport;
import org.wdmsim.pnp.tree.PnpStep;
import org.wdmsim.trace.TraceEntry;
import org.wdmsim.trace.TraceEvent;

/** A run for a person: the stack, the way of the requests through it, the order of the removal, the verdict. */
public final class RunReport {
    private static final int WIDTH = 100;

    private final ScenarioRun run;
    private final String replay;
    private final StringBuilder out = new StringBuilder();

    private RunReport(ScenarioRun run, String replay) {
        this.run = run;
        this.replay = replay;
    }

    /**
     * The report as text.
     *
     * @param replay the command that shows the same run again
     */
    public static String of(ScenarioRun run, String replay) {
        RunReport report = new RunReport(run, replay);
        report.write();
        return report.out.toString();
    }

    private void write() {
        out.append(run.scenario().name())
                .append(": ")
                .append(run.scenario().title())
                .append("\n\n");
        wrap(run.scenario().story());
        run.stacks().forEach(this::stack);
        requests();
        removal();
        verdict();
    }

    private void wrap(String text) {
        StringBuilder line = new StringBuilder("  ");
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                out.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder("  ");
            }
            line.append(word).append(' ');
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private void heading(String text) {
        out.append('\n').append(text).append('\n');
    }

    private void stack(StackPicture stack) {
        heading("The stack of " + stack.instancePath());
        List<StackPicture.Layer> layers = stack.layers();
        for (int i = 0; i < layers.size(); i++) {
            StackPicture.Layer layer = layers.get(i);
            String name = layer.objectName() == null ? "" : layer.objectName();
            String arrow = i == 0 ? "request ↓" : "";
            String up = i == 0
                    ? "↑ completion"
                    : layer.role().equals("PDO") ? "made by " + layer.driver() + ", deleted last" : "";
            out.append("  ")
                    .append(pad(arrow, 11))
                    .append(pad(layer.device(), 14))
                    .append(pad(layer.role(), 17))
                    .append(pad(name, 19))
                    .append(up);
            trimLine();
        }
    }

    private void requests() {
        heading("The requests, in the order of sending   (↓ passed down, … waits, ✓ completed, ↑ completion routine)");
        List<IrpPaths.Path> paths =
                IrpPaths.of(run.trace()).stream().filter(IrpPaths::isOfInterest).toList();
        for (IrpPaths.Path path : paths) {
            out.append(String.format(
                    Locale.ROOT,
                    "  %5d  %s%s%s\n",
                    path.step(),
                    pad(path.thread(), 12),
                    pad(path.irp(), 8),
                    path.request()));
            out.append("           ")
                    .append(path.way())
                    .append("   ")
                    .append(path.status())
                    .append('\n');
        }
    }

    private void removal() {
        List<String> lines = new ArrayList<>();
        boolean begun = false;
        for (TraceEntry entry : run.trace().entries()) {
            TraceEvent event = entry.event();
            begun |= isBeginning(event);
            String text = begun ? removalStep(entry) : null;
            if (text != null) {
                lines.add(String.format(Locale.ROOT, "  %5d  %s", event.step(), text));
            }
        }
        if (!lines.isEmpty()) {
            heading("The order of the removal");
            lines.forEach(line -> out.append(line).append('\n'));
        }
    }

    private static boolean isBeginning(TraceEvent event) {
        return event.kind() == PnpStep.CM_QUERY_AND_REMOVE_SUBTREE
                || event.kind() == PnpStep.DEVNODE_STATE
                        && ("AwaitingQueuedDeletion".equals(event.second()) || "QueryRemoved".equals(event.second()));
    }

    private static String removalStep(TraceEntry entry) {
        TraceEvent event = entry.event();
        if (event.kind() instanceof PnpStep step) {
            return switch (step) {
                case DEVNODE_STATE -> event.subjectName() + ": " + event.first() + " → " + event.second();
                case REMOVE_WITHHELD ->
                    event.subjectName() + ": REMOVE_DEVICE is withheld, handles open: " + event.first();
                case VETO -> event.subjectName() + ": refused, " + event.first();
                case CM_QUERY_AND_REMOVE_SUBTREE -> event.subjectName() + ": a program asks for the removal";
                default -> null;
            };
        }
        if (!(event.kind() instanceof IoStep step)) {
            return null;
        }
        return switch (step) {
            case DISPATCH_ENTER ->
                isRemovalMinor(event.second()) ? event.subjectName() + " gets " + event.second() : null;
            case IO_RELEASE_REMOVE_LOCK_AND_WAIT -> event.subjectName() + ": waits for the last share";
            case IO_DETACH_DEVICE ->
                event.subjectName() + ": " + TraceEvent.text(event.first()) + " is detached from it";
            case IO_DELETE_DEVICE -> event.subjectName() + ": is deleted";
            case DEVICE_FREED -> event.subjectName() + ": its memory is freed";
            case UNLOAD -> event.subjectName() + ": the driver is unloaded";
            case FILE_OBJECT_CLOSED -> event.subjectName() + ": the last reference to the file object is gone";
            default -> null;
        };
    }

    private static boolean isRemovalMinor(Object request) {
        if (!(request instanceof IrpMinor minor)) {
            return false;
        }
        return switch (minor) {
            case IRP_MN_QUERY_REMOVE_DEVICE,
                    IRP_MN_CANCEL_REMOVE_DEVICE,
                    IRP_MN_SURPRISE_REMOVAL,
                    IRP_MN_REMOVE_DEVICE -> true;
            default -> false;
        };
    }

    private void verdict() {
        if (!run.outcome().isClean()) {
            heading(
                    switch (run.verdict()) {
                        case INCONCLUSIVE -> run.outcome().isInconclusive() ? "INCONCLUSIVE" : "WRONG SCHEDULE";
                        default -> "DEFECT";
                    });
            out.append(FailureReport.of(run.machine(), replay));
            return;
        }
        if (run.hasInjectedFault()) {
            heading("Injected failures");
            for (InjectedFault fault : run.machine().kernel().injectedFaults()) {
                out.append("  ").append(fault.describe()).append('\n');
            }
        }
        List<String> chosen = FailureReport.chosen(run.machine());
        if (!chosen.isEmpty()) {
            heading("Chosen by the schedule");
            chosen.forEach(answer -> out.append("  ").append(answer).append('\n'));
        }
        heading(run.hasInjectedFault() ? "Expected, but not judged: a call was made to fail" : "Expected");
        for (Expectation expectation : run.expectations()) {
            out.append(word(expectation)).append(expectation.what()).append('\n');
        }
        for (String left : run.leftovers()) {
            out.append("  LEFT    ").append(left).append('\n');
        }
        String word = run.verdict() == ScenarioRun.Verdict.CLEAN ? "CLEAN" : "BROKEN EXPECTATION";
        out.append('\n')
                .append(word)
                .append(": ")
                .append(run.outcome().headline())
                .append(run.hasInjectedFault() ? "; what was expected is not judged" : "")
                .append('\n');
        out.append("  again    ").append(replay).append('\n');
    }

    private String word(Expectation expectation) {
        if (expectation.held()) {
            return "  held    ";
        }
        return run.hasInjectedFault() ? "  not so  " : "  BROKEN  ";
    }

    private void trimLine() {
        while (out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        out.append('\n');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}
