package org.wdmsim.pnp;

import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceProperty;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.io.PlugAndPlay;
import org.wdmsim.io.PnpDeviceState;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.removal.OrderlyRemoval;
import org.wdmsim.pnp.removal.RemovalActions;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.removal.SurpriseRemoval;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.pnp.tree.PnpOptions;
import org.wdmsim.pnp.tree.PnpRequests;
import org.wdmsim.pnp.tree.PnpStep;
import org.wdmsim.pnp.tree.Problem;
import org.wdmsim.pnp.tree.VetoType;
import org.wdmsim.sched.TransitionListener;

/**
 * The PnP manager of one machine: the door to enumeration, start and removal.
 *
 * <p>Everything happens in one system thread, the PnP worker. What drivers ask for (IoInvalidateDeviceRelations and its
 * relatives) is queued and done later; what programs ask for is queued too, and they wait.
 */
public final class PnpManager implements PlugAndPlay {
    private final Kernel kernel;
    private final IoManager io;
    private final PnpQueue queue;
    private final RootBus rootBus = new RootBus();
    private final PnpRequests requests;
    private final OrderlyRemoval orderly;
    private final SurpriseRemoval surprise;
    private final Enumerator enumerator;
    private volatile Devnode root;

    private PnpManager(Machine machine, DriverStore store, DriverImages images, PnpOptions options) {
        this.kernel = machine.kernel();
        this.io = machine.io();
        this.queue = new PnpQueue(kernel);
        this.requests = new PnpRequests(io);
        RemovalActions actions = new RemovalActions(kernel, requests);
        this.orderly = new OrderlyRemoval(kernel, requests, actions, options);
        this.surprise = new SurpriseRemoval(kernel, actions, options);
        StackBuilder builder = new StackBuilder(io, store, images, requests, actions, surprise, options);
        this.enumerator = new Enumerator(kernel, requests, builder, surprise, options);
    }

    /** Gives a machine a PnP manager with the documented defaults. */
    public static PnpManager install(Machine machine, DriverStore store, DriverImages images) {
        return install(machine, store, images, PnpOptions.defaults());
    }

    /**
     * Gives a machine a PnP manager. Its worker makes the root of the tree and enumerates it as soon as the machine runs.
     *
     * @param store which driver belongs to which device
     * @param images which code belongs to which service
     * @param options what Windows leaves open
     */
    public static PnpManager install(Machine machine, DriverStore store, DriverImages images, PnpOptions options) {
        PnpManager manager = new PnpManager(machine, store, images, options);
        manager.io.setPlugAndPlay(manager);
        if (!machine.options().live()) {
            manager.kernel.listen(new PdoChecks(manager.kernel)); // a listener would cost a live machine its speed
        }
        manager.queue.add("boot", null, manager::boot);
        KThread worker = KThread.create(manager.kernel, "pnp worker", KThread.Kind.SYSTEM, manager.queue::work);
        machine.power().setTree(new PowerOrder(manager, manager.queue, worker));
        return manager;
    }

    private void boot() {
        io.loadDriver("PnpManager", rootBus);
        DeviceObject device = rootBus.root();
        device.reference(Devnode.TAG);
        kernel.touchArea(TransitionListener.TREE, Touch.WRITE);
        root = new Devnode(kernel, device, null);
        root.identify("HTREE\\ROOT\\0", DeviceIds.of(), new org.wdmsim.io.DeviceCapabilities(), "root of the tree");
        device.setDevnode(root);
        device.setFlags(DeviceFlags.DO_BUS_ENUMERATED_DEVICE);
        root.on(DevnodeEvent.IDS_QUERIED);
        root.on(DevnodeEvent.ADD_SUCCEEDED);
        root.on(DevnodeEvent.RESOURCES_GRANTED);
        root.on(DevnodeEvent.START_SENT);
        root.on(DevnodeEvent.START_RETURNED);
        root.on(DevnodeEvent.START_SUCCEEDED);
        root.on(DevnodeEvent.POST_START_DONE);
        enumerator.enumerate(root, false);
    }

    /** The root bus, to plug devices into. */
    public RootBus rootBus() {
        return rootBus;
    }

    /** The root of the tree; null before the machine runs. */
    public Devnode root() {
        kernel.touchArea(TransitionListener.TREE, Touch.READ);
        return root;
    }

    /** The devnode with this instance path that is in the tree and reported, or null. */
    public Devnode find(String instancePath) {
        kernel.touchArea(TransitionListener.TREE, Touch.READ);
        if (root == null) {
            return null;
        }
        for (Devnode node : root.subtreeChildrenFirst()) {
            if (node.instancePath().equalsIgnoreCase(instancePath) && node.isReported()) {
                return node;
            }
        }
        return null;
    }

    /** How the PnP manager asks a stack: for tests and debugger views. */
    public PnpRequests requests() {
        return requests;
    }

    // ---- What programs ask for. Called from a thread of the machine; waits until it is done.

    /**
     * Has the PnP worker itself do this when it has nothing else to do, and before it tells anybody so. What is prepared in
     * this way is no race, because nothing else runs yet: the boot has one schedule.
     */
    public void whenIdle(String what, Runnable body) {
        queue.addWhenIdle(what, body);
    }

    /** Waits until the PnP worker has nothing left to do. */
    public void waitUntilIdle() {
        queue.waitUntilIdle();
    }

    /** CM_Query_And_Remove_SubTree and its relatives: an orderly removal. */
    public RemovalResult remove(Devnode node, RemovalReason reason) {
        var event = kernel.step(PnpStep.CM_QUERY_AND_REMOVE_SUBTREE, node, reason, null);
        RemovalResult[] result = new RemovalResult[1];
        queue.addAndWait("remove", node, () -> result[0] = removeNow(node, reason));
        return kernel.answer(event, result[0]);
    }

    private RemovalResult removeNow(Devnode node, RemovalReason reason) {
        if (reason == RemovalReason.DISABLE && keepsFromDisabling(node)) {
            kernel.note(PnpStep.VETO, node, VetoType.NON_DISABLEABLE, node.instancePath());
            return RemovalResult.vetoed(VetoType.NON_DISABLEABLE, node.instancePath());
        }
        boolean restsWithoutDrivers = node.state() == DevnodeState.REMOVED || node.state() == DevnodeState.INITIALIZED;
        RemovalResult result = reason == RemovalReason.DISABLE && restsWithoutDrivers
                ? RemovalResult.removed()
                : orderly.remove(node, DeviceRelationType.REMOVAL_RELATIONS);
        if (result.isRemoved() && reason == RemovalReason.UNINSTALL) {
            node.setUninstalled(true);
        }
        if (result.isRemoved() && reason == RemovalReason.DISABLE) {
            node.setDisabled(true);
            node.setProblem(Problem.CM_PROB_DISABLED);
        }
        return result;
    }

    private static boolean keepsFromDisabling(Devnode node) {
        return node.subtreeChildrenFirst().stream().anyMatch(Devnode::isNotDisableable);
    }

    /** CM_Enable_DevNode: builds and starts the stack of a disabled device again. */
    public NtStatus enable(Devnode node) {
        var event = kernel.step(PnpStep.CM_ENABLE_DEVNODE, node, null, null);
        queue.addAndWait("enable", node, () -> {
            node.setDisabled(false);
            node.setProblem(Problem.NONE);
            if (node.state() == DevnodeState.REMOVED || node.state() == DevnodeState.INITIALIZED) {
                node.on(DevnodeEvent.RE_ENABLED);
                enumerator.buildAndEnumerate(node);
            }
        });
        NtStatus status = node.state() == DevnodeState.STARTED ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_UNSUCCESSFUL;
        return kernel.answer(event, status);
    }

    /** CM_Reenumerate_DevNode: scans a bus for hardware changes. */
    public void rescan(Devnode bus) {
        kernel.step(PnpStep.CM_REENUMERATE_DEVNODE, bus, null, null);
        queue.addAndWait("rescan", bus, () -> enumerator.enumerate(bus, true));
    }

    /** CM_Request_Device_Eject: removes a device with its ejection relations, and ejects it. */
    public RemovalResult eject(Devnode node) {
        var event = kernel.step(PnpStep.CM_REQUEST_DEVICE_EJECT, node, null, null);
        RemovalResult[] result = new RemovalResult[1];
        queue.addAndWait("eject", node, () -> result[0] = ejectNow(node));
        return kernel.answer(event, result[0]);
    }

    private RemovalResult ejectNow(Devnode node) {
        RemovalResult result =
                orderly.remove(node, DeviceRelationType.REMOVAL_RELATIONS, DeviceRelationType.EJECTION_RELATIONS);
        if (!result.isRemoved()) {
            return result;
        }
        node.setProblem(Problem.CM_PROB_HELD_FOR_EJECT);
        if (node.capabilities().ejectSupported && !node.pdo().isFreed()) {
            requests.eject(node.pdo());
            if (node.parent() != null) {
                enumerator.enumerate(node.parent(), false);
            }
        }
        return result;
    }

    /** Plugs a device into the root bus while the machine runs. */
    public RootBus.Slot plugIn(DeviceIds ids) {
        return plugIn(ids, List.of());
    }

    /** Plugs a device that needs resources into the root bus while the machine runs. */
    public RootBus.Slot plugIn(DeviceIds ids, List<Resource> resources) {
        kernel.step(PnpStep.HARDWARE_CHANGES, null, "plugged in " + ids.hardwareIds(), null);
        RootBus.Slot slot = rootBus.plugIn(ids, false, resources);
        rootBus.root().invalidateRelations(DeviceRelationType.BUS_RELATIONS);
        return slot;
    }

    /** Pulls a device out of the root bus while the machine runs. */
    public void pullOut(RootBus.Slot slot) {
        kernel.step(PnpStep.HARDWARE_CHANGES, null, "pulled out " + slot.instancePath(), null);
        rootBus.pullOut(slot);
        rootBus.root().invalidateRelations(DeviceRelationType.BUS_RELATIONS);
    }

    /** A device on the root bus signals wake: its WAIT_WAKE, if it has one, ends with success. */
    public void signalWake(String instancePath) {
        kernel.step(PnpStep.HARDWARE_CHANGES, null, "wake signal from " + instancePath, null);
        rootBus.signalWake(instancePath);
    }

    // ---- What the I/O manager tells.

    @Override
    public void relationsInvalidated(DeviceObject pdo, DeviceRelationType type) {
        if (type == DeviceRelationType.BUS_RELATIONS || type == DeviceRelationType.SINGLE_BUS_RELATIONS) {
            Devnode bus = (Devnode) pdo.devnode();
            queue.add("enumerate", bus, () -> enumerator.enumerate(bus, false));
        }
    }

    @Override
    public void stateInvalidated(DeviceObject pdo) {
        Devnode node = (Devnode) pdo.devnode();
        queue.add("query state", node, () -> queryState(node));
    }

    private void queryState(Devnode node) {
        if (node.state() != DevnodeState.STARTED) {
            return;
        }
        int state = requests.deviceState(node.pdo());
        node.setNotDisableable((state & PnpDeviceState.PNP_DEVICE_NOT_DISABLEABLE) != 0);
        if (StackBuilder.saysGone(state)) {
            node.setProblem(StackBuilder.problemOf(state));
            surprise.failed(node);
        }
    }

    @Override
    public void ejectRequested(DeviceObject pdo) {
        Devnode node = (Devnode) pdo.devnode();
        queue.add("eject", node, () -> ejectNow(node));
    }

    @Override
    public void lastHandleClosed(DeviceObject device) {
        kernel.lockSaid();
        try {
            if (device.bottom().devnode() instanceof Devnode node
                    && SurpriseRemoval.isWaitingForCloses(node)
                    && !node.isOpen()
                    && !node.isRemovalQueued()) {
                node.setRemovalQueued(true);
                for (DeviceObject layer : node.pdo().stack()) {
                    layer.setExtensionFlags(DeviceFlags.DOE_REMOVE_PROCESSED);
                }
                queue.add("deferred remove", node, () -> surprise.lastHandleClosed(node));
            }
        } finally {
            kernel.unlock();
        }
    }

    @Override
    public void driverHasNoDevices(DriverObject driver) {
        queue.add("unload", driver, () -> io.unloadDriver(driver));
    }

    @Override
    public void deviceFreed(DeviceObject device) {
        PdoChecks.mustHaveLeftTheTree(kernel, device);
    }

    @Override
    public Object property(DeviceObject pdo, DeviceProperty property) {
        return DeviceProperties.of((Devnode) pdo.devnode(), property);
    }

    @Override
    public String instancePath(DeviceObject pdo) {
        return pdo.devnode() instanceof Devnode node && !node.instancePath().isEmpty() ? node.instancePath() : null;
    }
}
