package org.wdmsim.pnp;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** What a bus driver must not do with its PDOs: delete one that is reported, free one that is in the tree. */
final class PdoChecks implements StepListener {
    private final Kernel kernel;

    PdoChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public boolean looksAt(StepKind kind) {
        return kind == IoStep.IO_DELETE_DEVICE;
    }

    @Override
    public boolean takesResults() {
        return false;
    }

    @Override
    public void onStep(TraceEvent event) {
        if (event.kind() == IoStep.IO_DELETE_DEVICE
                && event.subject() instanceof DeviceObject device
                && !device.isFreed()
                && device.devnode() instanceof Devnode node) {
            mustNotBeReported(node);
        }
    }

    private void mustNotBeReported(Devnode node) {
        boolean parentLeaves = node.parent() == null
                || switch (node.parent().state()) {
                    case STARTED, ENUMERATE_PENDING, ENUMERATE_COMPLETION -> false;
                    default -> true;
                };
        if (node.isReported() && !parentLeaves) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION,
                            "PDO deleted although it is still reported")
                    .parameters(0x221, 0, 0, node.pdo())
                    .what("IoDeleteDevice on " + node.pdo().objectName() + " of " + node.instancePath()
                            + ", which was in the bus driver's last BusRelations answer")
                    .todo(
                            "keep the PDO on REMOVE_DEVICE; delete it when REMOVE_DEVICE comes after an answer without it")
                    .about(node.pdo())
                    .build());
        }
    }

    static void mustHaveLeftTheTree(Kernel kernel, DeviceObject device) {
        if (device.devnode() instanceof Devnode node && node.state() != DevnodeState.DELETED) {
            throw kernel.bugCheck(BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "PDO freed while in the tree")
                    .parameters(0x5, device)
                    .what(device.objectName() + " of " + node.instancePath() + " was freed; its devnode is "
                            + node.state().windowsName())
                    .todo("put each PDO into a DEVICE_RELATIONS list with a reference of its own")
                    .about(device)
                    .build());
        }
    }
}
