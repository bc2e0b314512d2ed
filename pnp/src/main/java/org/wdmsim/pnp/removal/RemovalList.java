package org.wdmsim.pnp.removal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceRelations;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpRequests;

/** Which devices leave together, in the order in which they are asked: children before their parents. */
final class RemovalList {
    private final Kernel kernel;
    private final PnpRequests requests;
    private final Set<Devnode> members = new LinkedHashSet<>();

    RemovalList(Kernel kernel, PnpRequests requests) {
        this.kernel = kernel;
        this.requests = requests;
    }

    /** The device, everything below it, and what its drivers and theirs name as relations of these types. */
    List<Devnode> of(Devnode target, DeviceRelationType... types) {
        collect(target, types);
        return new ArrayList<>(members);
    }

    private void collect(Devnode target, DeviceRelationType... types) {
        for (Devnode node : target.subtreeChildrenFirst()) {
            if (!members.add(node)) {
                continue;
            }
            if (node.state() == DevnodeState.STARTED) {
                for (DeviceRelationType type : types) {
                    collectRelations(node, type, types);
                }
            }
        }
    }

    private void collectRelations(Devnode node, DeviceRelationType type, DeviceRelationType... types) {
        DeviceRelations relations = requests.relations(node.pdo(), type);
        if (relations == null) {
            return;
        }
        for (DeviceObject related : relations.objects()) {
            if (related.isDeletePending()) {
                throw kernel.bugCheck(
                        BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "a removal relation is already deleted")
                                .parameters(0xB, related)
                                .what("the drivers of " + node.instancePath() + " name " + related.objectName()
                                        + " in their " + type + ", which was deleted")
                                .todo("take a device out of the relations before IoDeleteDevice")
                                .about(related)
                                .build());
            }
            if (related.devnode() instanceof Devnode other) {
                collect(other, types);
            }
            related.dereference(DeviceRelations.TAG);
        }
    }
}
