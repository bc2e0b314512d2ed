package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_CANCEL_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_START_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.io.IoStep;
import org.wdmsim.pnp.scenario.ScenarioRun;
import org.wdmsim.pnp.scenario.StackPicture;
import org.wdmsim.trace.TraceEvent;

/**
 * What a run did to its stacks, one short line an act: {@code sparkle Q}, {@code toaster =det}. Written as in the scenario
 * catalogue: ADD, ST, Q, CR, SR, R for what a driver is told; {@code =wait}, {@code =det}, {@code =del} for what it does.
 */
final class PnpOrder {
    private static final Map<IrpMinor, String> CODES = Map.of(
            IRP_MN_START_DEVICE, "ST",
            IRP_MN_QUERY_REMOVE_DEVICE, "Q",
            IRP_MN_CANCEL_REMOVE_DEVICE, "CR",
            IRP_MN_SURPRISE_REMOVAL, "SR",
            IRP_MN_REMOVE_DEVICE, "R");

    private PnpOrder() {}

    /** Everything, with devices called by their drivers. */
    static List<String> of(ScenarioRun run) {
        return acts(run, Map.of());
    }

    /** From the first question or removal on: without AddDevice and START. */
    static List<String> ofLeaving(ScenarioRun run) {
        return leaving(acts(run, Map.of()));
    }

    /** The same, where a device of a started stack is called {@code toaster@02}, after its instance. */
    static List<String> ofLeavingByInstance(ScenarioRun run) {
        Map<String, String> names = new HashMap<>();
        for (StackPicture stack : run.stacks()) {
            String path = stack.instancePath();
            String instance = path.substring(path.lastIndexOf('\\') + 1);
            for (StackPicture.Layer layer : stack.layers()) {
                names.put(layer.device(), plain(layer.device()) + "@" + instance);
            }
        }
        return leaving(acts(run, names));
    }

    private static List<String> leaving(List<String> acts) {
        return acts.stream()
                .filter(act -> !act.endsWith(" ADD") && !act.endsWith(" ST"))
                .toList();
    }

    private static List<String> acts(ScenarioRun run, Map<String, String> names) {
        return run.trace().entries().stream()
                .map(entry -> act(entry.event(), names))
                .filter(act -> !act.isEmpty())
                .toList();
    }

    private static String act(TraceEvent event, Map<String, String> names) {
        if (!(event.kind() instanceof IoStep kind)) {
            return "";
        }
        String subject = event.subjectName();
        return switch (kind) {
            case ADD_DEVICE -> plain(subject) + " ADD";
            case DISPATCH_ENTER ->
                event.second() instanceof IrpMinor minor && CODES.containsKey(minor)
                        ? name(subject, names) + " " + CODES.get(minor)
                        : "";
            case IO_RELEASE_REMOVE_LOCK_AND_WAIT -> name(subject.replace(".removeLock", ""), names) + " =wait";
            case IO_DETACH_DEVICE -> name(TraceEvent.text(event.first()), names) + " =det";
            case IO_DELETE_DEVICE -> name(subject, names) + " =del";
            default -> "";
        };
    }

    private static String name(String device, Map<String, String> names) {
        return names.getOrDefault(device, plain(device));
    }

    private static String plain(String name) {
        int hash = name.indexOf('#');
        return hash < 0 ? name : name.substring(0, hash);
    }
}
