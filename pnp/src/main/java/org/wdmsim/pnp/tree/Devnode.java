package org.wdmsim.pnp.tree;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.Touch;
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

    // Parts for those who follow what is touched.
    private static final int PLACE = 1; // parent and children
    private static final int WAITING = 2; // whether REMOVE_DEVICE waits for closes

    private final Kernel kernel;
    private final String objectName;
    private final int touchId;
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
        this.touchId = kernel.newTouchId();
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
        looked();
        return life.state();
    }

    /** State, previous state and history. */
    public DevnodeLife life() {
        return life;
    }

    /** Moves the state as the table says. */
    public void on(DevnodeEvent event) {
        changed();
        boolean wasWaiting = isWaiting();
        life.on(event);
        if (wasWaiting || isWaiting()) {
            kernel.touch(this, WAITING, Touch.WRITE);
        }
    }

    /** True while the stack waits for its handles to be closed before REMOVE_DEVICE is sent. */
    public boolean isWaitingForCloses() {
        kernel.touch(this, WAITING, Touch.READ);
        return isWaiting();
    }

    private boolean isWaiting() {
        return switch (life.state()) {
            case REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES -> true;
            default -> false;
        };
    }

    /** The devnode of the bus; null for the root and for one that has left the tree. */
    public Devnode parent() {
        kernel.touch(this, PLACE, Touch.READ);
        return parent;
    }

    /** Devnodes of the devices on this bus, in the order in which they were reported. */
    public List<Devnode> children() {
        kernel.touch(this, PLACE, Touch.READ);
        kernel.lockSaid();
        try {
            return List.copyOf(children);
        } finally {
            kernel.unlock();
        }
    }

    private void addChild(Devnode child) {
        kernel.touch(this, PLACE, Touch.WRITE);
        kernel.lockSaid();
        try {
            children.add(child);
        } finally {
            kernel.unlock();
        }
    }

    /** Takes the devnode out of the tree. */
    public void leaveTree() {
        kernel.touch(this, PLACE, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (parent != null) {
                kernel.touch(parent, PLACE, Touch.WRITE);
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

    /** File objects open on any device of the stack, to be shown in a report. */
    public int openHandlesToShow() {
        kernel.lockSaid();
        try {
            int open = 0;
            for (DeviceObject device : pdo.stack()) {
                open += device.openCountToShow();
            }
            return open;
        } finally {
            kernel.unlock();
        }
    }

    /** True when a file object is open on some device of the stack. */
    public boolean isOpen() {
        kernel.lockSaid();
        try {
            for (DeviceObject device : pdo.stack()) {
                if (device.isOpen()) {
                    return true;
                }
            }
            return false;
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
        looked();
        return driversAdded;
    }

    /** Says whether the drivers were added. */
    public void setDriversAdded(boolean value) {
        changed();
        driversAdded = value;
    }

    /** The device instance path, {@code BUS\Device\Instance}; empty until the ids were read. */
    public String instancePath() {
        looked();
        return instancePath;
    }

    /** What the device is called, for people. */
    public String description() {
        looked();
        return description;
    }

    /** Hardware and compatible ids. */
    public DeviceIds ids() {
        looked();
        return ids;
    }

    /** Sets what the bus driver said about the device. */
    public void identify(String path, DeviceIds deviceIds, DeviceCapabilities caps, String text) {
        changed();
        instancePath = path;
        ids = deviceIds;
        capabilities = caps;
        description = text;
    }

    /** Sets where the device is, as the bus driver says it. */
    public void place(String locationText, BusInformation busInformation) {
        changed();
        location = locationText;
        bus = busInformation;
    }

    /** Where the device is, for people; empty when the bus driver does not say. */
    public String location() {
        looked();
        return location;
    }

    /** What the bus driver says about its bus; null when it does not. */
    public BusInformation bus() {
        looked();
        return bus;
    }

    /** The driver that was chosen, or null. */
    public DriverSelection selection() {
        looked();
        return selection;
    }

    /** Sets the driver that was chosen, and gives the device a software key below its class. */
    public void setSelection(DriverSelection chosen) {
        changed();
        if (chosen != null && !driverKey.startsWith(chosen.classGuid() + "\\")) {
            long number = kernel.nextNumber("driver key " + chosen.classGuid()) - 1;
            driverKey = chosen.classGuid() + "\\" + Strings.padStart(Long.toString(number), 4, '0');
        }
        selection = chosen;
    }

    /** The software key below the device's class; empty before a driver was chosen. */
    public String driverKey() {
        looked();
        return driverKey;
    }

    /** What the device can do. */
    public DeviceCapabilities capabilities() {
        looked();
        return capabilities;
    }

    /** The function driver's service; empty without one. */
    public String serviceName() {
        looked();
        return serviceName;
    }

    /** Sets the function driver's service. */
    public void setServiceName(String name) {
        changed();
        serviceName = name;
    }

    /** Why it does not work. */
    public Problem problem() {
        looked();
        return problem;
    }

    /** Sets or clears the problem. */
    public void setProblem(Problem value) {
        changed();
        if (problem != value) {
            problem = value;
            kernel.note(PnpStep.DEVNODE_PROBLEM, this, value, null);
        }
    }

    /** DNF_ENUMERATED: the PDO was in the bus's last answer. */
    public boolean isReported() {
        looked();
        return reported;
    }

    /** Says whether the PDO was in the bus's last answer. */
    public void setReported(boolean value) {
        changed();
        reported = value;
    }

    /** True once SURPRISE_REMOVAL was sent to this incarnation of the stack. */
    public boolean isSurpriseRemoved() {
        looked();
        return surpriseRemoved;
    }

    /** Says whether SURPRISE_REMOVAL was sent. */
    public void setSurpriseRemoved(boolean value) {
        changed();
        surpriseRemoved = value;
    }

    /** True while the user has disabled it. */
    public boolean isDisabled() {
        looked();
        return disabled;
    }

    /** Disables or enables it. */
    public void setDisabled(boolean value) {
        changed();
        disabled = value;
    }

    /** True from an uninstall until the device is found again: its ids are then read anew. */
    public boolean isUninstalled() {
        looked();
        return uninstalled;
    }

    /** Says that the device was uninstalled, or found again. */
    public void setUninstalled(boolean value) {
        changed();
        uninstalled = value;
    }

    /** True when its drivers say that it cannot be disabled. */
    public boolean isNotDisableable() {
        looked();
        return notDisableable;
    }

    /** Sets what its drivers say about disabling. */
    public void setNotDisableable(boolean value) {
        changed();
        notDisableable = value;
    }

    /** True when a REMOVE that waited for the last handle is on its way. */
    public boolean isRemovalQueued() {
        looked();
        return removalQueued;
    }

    /** Says that a REMOVE that waited for the last handle is on its way. */
    public void setRemovalQueued(boolean value) {
        changed();
        removalQueued = value;
    }

    private void looked() {
        kernel.touch(this, Touch.READ);
    }

    private void changed() {
        kernel.touch(this, Touch.WRITE);
    }

    @Override
    public int touchId() {
        return touchId;
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
