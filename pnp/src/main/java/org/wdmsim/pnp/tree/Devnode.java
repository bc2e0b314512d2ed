package org.wdmsim.pnp.tree;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.io.BusInformation;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverSelection;
import org.wdmsim.pnp.state.DevnodeEvent;
import org.wdmsim.pnp.state.DevnodeLife;
import org.wdmsim.pnp.state.DevnodeState;

/**
 * A device node: the PnP manager's record of one PDO.
 *
 * <p>Its states and what moves it from one to the next stand in {@link org.wdmsim.pnp.state.DevnodeTable}. It holds one
 * reference to its PDO, from the BusRelations answer that first named it until it leaves the tree.
 */
public final class Devnode implements KernelObject {
    /** The tag of its reference to the PDO. */
    public static final String TAG = "Node";

    private final Kernel kernel;
    private final String objectName;
    private final DeviceObject pdo;
    private final DevnodeLife life;

    // Changed by the PnP worker; the tree itself under the dispatcher lock. What other threads look at is volatile.
    private volatile Devnode parent;
    private final List<Devnode> children = new ArrayList<>();
    private volatile String instancePath = "";
    private volatile DeviceIds ids = new DeviceIds(List.of(), List.of());
    private volatile String description = "";
    private volatile DeviceCapabilities capabilities = new DeviceCapabilities();
    private volatile String location = "";
    private volatile BusInformation bus;
    private volatile DriverSelection selection;
    private volatile String driverKey = "";
    private String serviceName = "";
    private volatile Problem problem = Problem.NONE;
    private volatile boolean reported = true;
    private boolean surpriseRemoved;
    private boolean disabled;
    private boolean notDisableable;
    private volatile boolean removalQueued;
    private boolean driversAdded;
    private boolean uninstalled;

    /** A devnode in UNINITIALIZED, below its parent. */
    public Devnode(Kernel kernel, DeviceObject pdo, Devnode parent) {
        this.kernel = kernel;
        this.objectName = kernel.nextName("devnode");
        this.pdo = pdo;
        this.parent = parent;
        this.life = new DevnodeLife(
                objectName,
                (from, on, to) -> kernel.note(PnpStep.DEVNODE_STATE, this, from.windowsName(), to.windowsName()));
        if (parent != null) {
            parent.addChild(this);
        }
        life.on(DevnodeEvent.PDO_REPORTED);
    }

    /** The PDO. */
    public DeviceObject pdo() {
        return pdo;
    }

    /** The state now. */
    public DevnodeState state() {
        return life.state();
    }

    /** State, previous state and history. */
    public DevnodeLife life() {
        return life;
    }

    /** Moves the state as the table says. */
    public void on(DevnodeEvent event) {
        life.on(event);
    }

    /** The devnode of the bus; null for the root and for one that has left the tree. */
    public Devnode parent() {
        return parent;
    }

    /** Devnodes of the devices on this bus, in the order in which they were reported. */
    public List<Devnode> children() {
        kernel.lock();
        try {
            return List.copyOf(children);
        } finally {
            kernel.unlock();
        }
    }

    private void addChild(Devnode child) {
        kernel.lock();
        try {
            children.add(child);
        } finally {
            kernel.unlock();
        }
    }

    /** Takes the devnode out of the tree. */
    public void leaveTree() {
        kernel.lock();
        try {
            if (parent != null) {
                parent.children.remove(this);
                parent = null;
            }
        } finally {
            kernel.unlock();
        }
    }

    /** This devnode and everything below it, children before their parents. */
    public List<Devnode> subtreeChildrenFirst() {
        List<Devnode> all = new ArrayList<>();
        for (Devnode child : children()) {
            all.addAll(child.subtreeChildrenFirst());
        }
        all.add(this);
        return all;
    }

    /** File objects open on any device of the stack. */
    public int openHandles() {
        kernel.lock();
        try {
            int open = 0;
            for (DeviceObject device : pdo.stack()) {
                open += device.openCount();
            }
            return open;
        } finally {
            kernel.unlock();
        }
    }

    /** True when drivers stand above the PDO. */
    public boolean hasDrivers() {
        return pdo.attachedDevice() != null;
    }

    /** True from a successful AddDevice of all drivers until REMOVE_DEVICE. */
    public boolean driversAdded() {
        return driversAdded;
    }

    /** Says whether the drivers were added. */
    public void setDriversAdded(boolean value) {
        driversAdded = value;
    }

    /** The device instance path, {@code BUS\Device\Instance}; empty until the ids were read. */
    public String instancePath() {
        return instancePath;
    }

    /** What the device is called, for people. */
    public String description() {
        return description;
    }

    /** Hardware and compatible ids. */
    public DeviceIds ids() {
        return ids;
    }

    /** Sets what the bus driver said about the device. */
    public void identify(String path, DeviceIds deviceIds, DeviceCapabilities caps, String text) {
        instancePath = path;
        ids = deviceIds;
        capabilities = caps;
        description = text;
    }

    /** Sets where the device is, as the bus driver says it. */
    public void place(String locationText, BusInformation busInformation) {
        location = locationText;
        bus = busInformation;
    }

    /** Where the device is, for people; empty when the bus driver does not say. */
    public String location() {
        return location;
    }

    /** What the bus driver says about its bus; null when it does not. */
    public BusInformation bus() {
        return bus;
    }

    /** The driver that was chosen, or null. */
    public DriverSelection selection() {
        return selection;
    }

    /** Sets the driver that was chosen, and gives the device a software key below its class. */
    public void setSelection(DriverSelection chosen) {
        if (chosen != null && !driverKey.startsWith(chosen.classGuid() + "\\")) {
            long number = kernel.nextNumber("driver key " + chosen.classGuid()) - 1;
            driverKey = chosen.classGuid() + "\\" + Strings.padStart(Long.toString(number), 4, '0');
        }
        selection = chosen;
    }

    /** The software key below the device's class; empty before a driver was chosen. */
    public String driverKey() {
        return driverKey;
    }

    /** What the device can do. */
    public DeviceCapabilities capabilities() {
        return capabilities;
    }

    /** The function driver's service; empty without one. */
    public String serviceName() {
        return serviceName;
    }

    /** Sets the function driver's service. */
    public void setServiceName(String name) {
        serviceName = name;
    }

    /** Why it does not work. */
    public Problem problem() {
        return problem;
    }

    /** Sets or clears the problem. */
    public void setProblem(Problem value) {
        if (problem != value) {
            problem = value;
            kernel.note(PnpStep.DEVNODE_PROBLEM, this, value, null);
        }
    }

    /** DNF_ENUMERATED: the PDO was in the bus's last answer. */
    public boolean isReported() {
        return reported;
    }

    /** Says whether the PDO was in the bus's last answer. */
    public void setReported(boolean value) {
        reported = value;
    }

    /** True once SURPRISE_REMOVAL was sent to this incarnation of the stack. */
    public boolean isSurpriseRemoved() {
        return surpriseRemoved;
    }

    /** Says whether SURPRISE_REMOVAL was sent. */
    public void setSurpriseRemoved(boolean value) {
        surpriseRemoved = value;
    }

    /** True while the user has disabled it. */
    public boolean isDisabled() {
        return disabled;
    }

    /** Disables or enables it. */
    public void setDisabled(boolean value) {
        disabled = value;
    }

    /** True from an uninstall until the device is found again: its ids are then read anew. */
    public boolean isUninstalled() {
        return uninstalled;
    }

    /** Says that the device was uninstalled, or found again. */
    public void setUninstalled(boolean value) {
        uninstalled = value;
    }

    /** True when its drivers say that it cannot be disabled. */
    public boolean isNotDisableable() {
        return notDisableable;
    }

    /** Sets what its drivers say about disabling. */
    public void setNotDisableable(boolean value) {
        notDisableable = value;
    }

    /** True when a REMOVE that waited for the last handle is on its way. */
    public boolean isRemovalQueued() {
        return removalQueued;
    }

    /** Says that a REMOVE that waited for the last handle is on its way. */
    public void setRemovalQueued(boolean value) {
        removalQueued = value;
    }

    @Override
    public String objectName() {
        return objectName;
    }

    @Override
    public String toString() {
        return objectName + " " + instancePath + " [" + state().windowsName()
                + (problem == Problem.NONE ? "" : ", problem " + problem.code()) + "]";
    }
}
