package org.wdmsim.pnp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.io.BusInformation;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceRelations;
import org.wdmsim.io.IrpParameters.BusQueryIdType;
import org.wdmsim.io.IrpParameters.DeviceTextType;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.removal.SurpriseRemoval;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpOptions;
import org.wdmsim.pnp.tree.PnpRequests;

/** Asks a bus for its children, gives new ones a devnode and a stack, and lets missing ones go. */
final class Enumerator {
    private final Kernel kernel;
    private final PnpRequests requests;
    private final StackBuilder builder;
    private final SurpriseRemoval surprise;
    private final PnpOptions options;

    Enumerator(
            Kernel kernel, PnpRequests requests, StackBuilder builder, SurpriseRemoval surprise, PnpOptions options) {
        this.kernel = kernel;
        this.requests = requests;
        this.builder = builder;
        this.surprise = surprise;
        this.options = options;
    }

    /**
     * Asks a started bus, and the buses below it that are new.
     *
     * @param scan true when a user asked for it: devices that were removed but are still there are started again
     */
    void enumerate(Devnode bus, boolean scan) {
        if (bus.state() != DevnodeState.STARTED) {
            return;
        }
        bus.on(DevnodeEvent.ENUMERATE_SENT);
        DeviceRelations relations = requests.relations(bus.pdo(), DeviceRelationType.BUS_RELATIONS);
        bus.on(DevnodeEvent.RELATIONS_RETURNED);
        List<Devnode> arrived = new ArrayList<>();
        List<Devnode> missing = new ArrayList<>();
        if (relations != null) {
            diff(bus, relations, arrived, missing);
        }
        bus.on(DevnodeEvent.CHILDREN_DIFFED);
        for (Devnode gone : missing) {
            surprise.vanished(gone);
        }
        for (Devnode child : arrived) {
            identify(child);
            buildAndEnumerate(child);
        }
        if (scan) {
            for (Devnode child : List.copyOf(bus.children())) {
                if (child.state() == DevnodeState.REMOVED
                        && !child.isDisabled()
                        && child.problem().code() == 0) {
                    if (child.isUninstalled()) {
                        child.setUninstalled(false);
                        child.on(DevnodeEvent.REINSTALLED);
                        identify(child);
                    } else {
                        child.on(DevnodeEvent.RE_ENABLED);
                    }
                    buildAndEnumerate(child);
                }
            }
        }
    }

    /** Builds the stack of a devnode in INITIALIZED and asks for its children. */
    void buildAndEnumerate(Devnode node) {
        if (builder.build(node)) {
            enumerate(node, false);
        }
    }

    private void diff(Devnode bus, DeviceRelations relations, List<Devnode> arrived, List<Devnode> missing) {
        List<DeviceObject> listed = relations.objects();
        for (int i = 0; i < listed.size(); i++) {
            DeviceObject pdo = listed.get(i);
            mustBeReportable(bus, listed, i);
            if (pdo.devnode() instanceof Devnode known) {
                mustNotComeBack(known);
                known.setReported(true);
                pdo.dereference(DeviceRelations.TAG);
            } else {
                arrived.add(adopt(bus, pdo));
            }
        }
        for (Devnode child : bus.children()) {
            if (!listed.contains(child.pdo())) {
                missing.add(child);
            }
        }
    }

    /** A new PDO: the reference that the bus driver took for us stays with the devnode. */
    private Devnode adopt(Devnode bus, DeviceObject pdo) {
        Devnode node = new Devnode(kernel, pdo, bus);
        pdo.header().retag(DeviceRelations.TAG, Devnode.TAG);
        pdo.setDevnode(node);
        pdo.setFlags(DeviceFlags.DO_BUS_ENUMERATED_DEVICE);
        pdo.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        pdo.setExtensionFlags(DeviceFlags.DOE_START_PENDING);
        return node;
    }

    private void mustBeReportable(Devnode bus, List<DeviceObject> listed, int index) {
        DeviceObject pdo = listed.get(index);
        if (pdo == null) {
            throw kernel.bugCheck(BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "null in bus relations")
                    .parameters(0x8, bus.pdo(), listed.size(), index)
                    .what("the drivers of " + bus.instancePath() + " answered BusRelations with a list whose entry "
                            + index + " is null")
                    .todo("fill every entry with a referenced PDO")
                    .about(bus)
                    .build());
        }
        if (pdo.isFreed() || pdo.isDeletePending()) {
            throw kernel.bugCheck(BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "a deleted PDO was enumerated")
                    .parameters(0x4, pdo)
                    .what("the drivers of " + bus.instancePath() + " report " + pdo.objectName()
                            + ", on which IoDeleteDevice was called")
                    .todo("take a child out of the list before deleting its PDO, and make a new PDO when it comes back")
                    .about(pdo)
                    .build());
        }
        if (pdo.attachedTo() != null) {
            throw kernel.bugCheck(BugCheck.of(
                            BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, "a device that is no PDO was reported")
                    .parameters(0x248, 0, 0, pdo)
                    .what("the drivers of " + bus.instancePath() + " report " + pdo.objectName()
                            + ", which is attached to another device")
                    .todo("report a device object that was created for the child alone")
                    .about(pdo)
                    .build());
        }
    }

    private void mustNotComeBack(Devnode known) {
        if (!known.isReported()) {
            throw kernel.bugCheck(
                    BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "a PDO came back that had been reported missing")
                            .parameters(0x4, known.pdo())
                            .what(known.pdo().objectName() + " of " + known.instancePath()
                                    + " was missing from an earlier answer and is reported again")
                            .todo("make a new PDO for a device that was plugged in again")
                            .about(known.pdo())
                            .build());
        }
    }

    /** Reads ids, capabilities, texts and resources of a new devnode. */
    void identify(Devnode node) {
        DeviceObject pdo = node.pdo();
        String deviceId = id(node, BusQueryIdType.BUS_QUERY_DEVICE_ID, 1);
        if (deviceId == null) {
            throw badId(node, "DeviceID", "nothing", 1);
        }
        DeviceCapabilities capabilities = requests.capabilities(pdo);
        String instanceId = id(node, BusQueryIdType.BUS_QUERY_INSTANCE_ID, 2);
        DeviceIds ids = new DeviceIds(
                requests.ids(pdo, BusQueryIdType.BUS_QUERY_HARDWARE_IDS),
                requests.ids(pdo, BusQueryIdType.BUS_QUERY_COMPATIBLE_IDS));
        requests.id(pdo, BusQueryIdType.BUS_QUERY_CONTAINER_ID);
        String description = requests.text(pdo, DeviceTextType.DEVICE_TEXT_DESCRIPTION);
        String location = requests.text(pdo, DeviceTextType.DEVICE_TEXT_LOCATION_INFORMATION);
        BusInformation bus = requests.busInformation(pdo);
        requests.bootResources(pdo);
        String instance = instanceId == null ? "0" : instanceId;
        if (!capabilities.uniqueId) {
            instance = parentPrefix(node) + "&" + instance;
        }
        String path = (deviceId + "\\" + instance).toUpperCase(Locale.ROOT);
        mustNotBeDuplicate(node, path);
        node.identify(path, ids, capabilities, description);
        node.place(location, bus);
        requests.deviceEnumerated(pdo);
        node.on(DevnodeEvent.IDS_QUERIED);
    }

    /** Makes an instance id unique that is so only on its bus. */
    private static String parentPrefix(Devnode node) {
        int hash = 0;
        String path = node.parent() == null ? "" : node.parent().instancePath();
        for (int i = 0; i < path.length(); i++) {
            hash = 31 * hash + path.charAt(i);
        }
        return "1&" + Integer.toHexString(hash);
    }

    private String id(Devnode node, BusQueryIdType type, int parameter) {
        String id = requests.id(node.pdo(), type);
        for (int i = 0; id != null && i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= 0x20 || c > 0x7F || c == ',') {
                throw badId(node, type.name(), "\"" + id + "\"", parameter);
            }
        }
        return id;
    }

    private Error badId(Devnode node, String type, String id, int parameter) {
        return kernel.bugCheck(BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "invalid device id")
                .parameters(0x3, node.pdo(), id, parameter)
                .what("the bus driver answered " + type + " of " + node.pdo().objectName() + " with " + id)
                .todo("answer with printable ASCII without blanks and commas")
                .about(node.pdo())
                .build());
    }

    private void mustNotBeDuplicate(Devnode node, String path) {
        Devnode root = node;
        while (root.parent() != null) {
            root = root.parent();
        }
        for (Devnode other : root.subtreeChildrenFirst()) {
            boolean departing = !other.isReported();
            if (other != node
                    && other.instancePath().equals(path)
                    && (!departing
                            || kernel.outcome("departingCountsAsDuplicate", options.departingCountsAsDuplicate()))) {
                throw kernel.bugCheck(BugCheck.of(BugCheckCode.PNP_DETECTED_FATAL_ERROR, "duplicate PDO")
                        .parameters(0x1, node.pdo(), other.pdo())
                        .what(node.pdo().objectName() + " has the instance path " + path + ", which "
                                + other.pdo().objectName() + " has already")
                        .todo("give each child of a bus its own instance id")
                        .about(node.pdo())
                        .build());
            }
        }
    }
}
