package org.wdmsim.samples.scenarios;

import static org.wdmsim.samples.toaster.ToasterBus.GUID_DEVINTERFACE_BUSENUM_TOASTER;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_PLUGIN_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_PRESS_LEVER;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_UNPLUG_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterFunction.GUID_DEVINTERFACE_TOASTER;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepKind;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.FileObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.PowerState;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.po.PoStep;
import org.wdmsim.samples.toaster.ToasterLab;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** What the people in our stories do, and what was seen of the drivers when all is over. */
final class Kitchen implements StepListener {
    private static final int TRIES = 20;

    private final Stage stage;
    private final List<TraceEvent> seen = new ArrayList<>();

    Kitchen(Stage stage) {
        this.stage = stage;
        stage.watch(this);
    }

    @Override
    public boolean looksAt(StepKind kind) {
        return kind == IoStep.DISPATCH_ENTER
                || kind == IoStep.FILE_OBJECT_CLOSED
                || kind == IoStep.DEVICE_FREED
                || kind == PoStep.POWER_IRP_SENT
                || kind == PoStep.REQUEST_COMPLETE_ENTER;
    }

    @Override
    public boolean takesResults() {
        return false;
    }

    @Override
    public void onStep(TraceEvent event) {
        seen.add(event);
    }

    /** Waits until the machine has found everything, plugs a toaster in and waits until it is started. */
    void plugIn(int serial) {
        stage.pnp().waitUntilIdle();
        tellPlugIn(serial);
        stage.pnp().waitUntilIdle();
    }

    /** Plugs a toaster in; returns before anything is done about it. */
    void tellPlugIn(int serial) {
        tellBus(IOCTL_BUSENUM_PLUGIN_HARDWARE, serial);
    }

    /** Pulls a toaster out; returns before anything is done about it. */
    void pullOut(int serial) {
        tellBus(IOCTL_BUSENUM_UNPLUG_HARDWARE, serial);
    }

    /** Presses the lever of a toaster; the signal goes through its bus to the wires of the machine. */
    void pressLever(int serial) {
        tellBus(IOCTL_BUSENUM_PRESS_LEVER, serial);
        stage.pnp().signalWake(ToasterLab.BUS);
    }

    /** What a hand does to the hardware cannot fail for want of memory: it tries again. */
    private void tellBus(int code, int serial) {
        UserProcess hand = stage.program();
        NtResult<UserProcess.Handle> opened = openBus(hand);
        for (int i = 1; i < TRIES && opened.status() == NtStatus.STATUS_INSUFFICIENT_RESOURCES; i++) {
            opened = openBus(hand);
        }
        UserProcess.Handle bus = stage.need("opening the toaster bus", opened);
        hand.deviceIoControl(bus, code, new byte[] {(byte) serial}, new byte[0]);
        hand.closeHandle(bus);
    }

    private static NtResult<UserProcess.Handle> openBus(UserProcess hand) {
        return hand.createFile(Stage.interfaceName(ToasterLab.BUS, GUID_DEVINTERFACE_BUSENUM_TOASTER));
    }

    /** Opens a toaster. */
    NtResult<UserProcess.Handle> open(UserProcess program, int serial) {
        return open(program, ToasterLab.toaster(serial));
    }

    /** Opens the toaster with this instance path. */
    NtResult<UserProcess.Handle> open(UserProcess program, String instancePath) {
        return program.createFile(Stage.interfaceName(instancePath, GUID_DEVINTERFACE_TOASTER));
    }

    /** Opens a toaster that must be there. */
    UserProcess.Handle handle(UserProcess program, int serial) {
        return stage.need("opening toaster " + serial, open(program, serial));
    }

    /** The devnode of a toaster that must be there. */
    Devnode plugged(int serial) {
        return stage.need("toaster " + serial + " in the tree", devnode(serial));
    }

    /** The devnode of a toaster that must be started. */
    Devnode started(int serial) {
        Devnode node = plugged(serial);
        return stage.need("started toaster " + serial, node.state() == DevnodeState.STARTED ? node : null);
    }

    /** True when toaster and bus each have a WAIT_WAKE under way: without them the lever wakes nobody. */
    boolean canWake(int serial) {
        return hasWaitWake(plugged(serial).pdo()) && hasWaitWake(bus().pdo());
    }

    private boolean hasWaitWake(DeviceObject pdo) {
        return stage.machine().power().requests().stream()
                .anyMatch(request -> request.pdo() == pdo && request.minor() == IrpMinor.IRP_MN_WAIT_WAKE);
    }

    /** The devnode of a toaster, or null. */
    Devnode devnode(int serial) {
        return stage.pnp().find(ToasterLab.toaster(serial));
    }

    Devnode bus() {
        return stage.pnp().find(ToasterLab.BUS);
    }

    /** How often a driver's dispatch routine was entered with this minor. */
    long seen(String driver, IrpMinor minor) {
        return seen.stream().filter(dispatch(driver, minor)).count();
    }

    /** The number of the step in which a driver's dispatch routine was first entered with this minor; 0 for never. */
    int firstSeen(String driver, IrpMinor minor) {
        return first(dispatch(driver, minor));
    }

    /** The number of the step at which the last file object on this toaster was closed; 0 when none was. */
    int lastClose(int serial) {
        String name = Stage.interfaceName(ToasterLab.toaster(serial), GUID_DEVINTERFACE_TOASTER);
        return last(event -> event.kind() == IoStep.FILE_OBJECT_CLOSED
                && event.subject() instanceof FileObject file
                && file.openedName().equals(name));
    }

    /** The step at which a device of this driver was freed for the last time; 0 for never. */
    int freed(String driver) {
        return last(event -> event.kind() == IoStep.DEVICE_FREED && isOf(driver, event));
    }

    /** The step at which a power IRP for this state was first sent to a stack with this driver on top; 0 for never. */
    int firstPowerIrp(String topDriver, PowerState state) {
        return first(
                event -> event.kind() == PoStep.POWER_IRP_SENT && event.second() == state && isOf(topDriver, event));
    }

    private static Predicate<TraceEvent> dispatch(String driver, IrpMinor minor) {
        return event -> event.kind() == IoStep.DISPATCH_ENTER && event.second() == minor && isOf(driver, event);
    }

    /** Devices are called after their drivers, with a number. */
    private static boolean isOf(String driver, TraceEvent event) {
        return hasName(event.subject(), driver);
    }

    private static boolean hasName(KernelObject object, String driver) {
        String name = object == null ? "" : object.objectName();
        return name.length() > driver.length() && name.charAt(driver.length()) == '#' && name.startsWith(driver);
    }

    private int first(Predicate<TraceEvent> condition) {
        for (TraceEvent event : seen) {
            if (condition.test(event)) {
                return event.step();
            }
        }
        return 0;
    }

    private int last(Predicate<TraceEvent> condition) {
        for (int i = seen.size() - 1; i >= 0; i--) {
            if (condition.test(seen.get(i))) {
                return seen.get(i).step();
            }
        }
        return 0;
    }

    /** How many WAIT_WAKEs of this driver are pending. */
    long waitWakesOf(String driver) {
        return stage.machine().power().requests().stream()
                .filter(request -> request.minor() == IrpMinor.IRP_MN_WAIT_WAKE
                        && request.requester().objectName().startsWith(driver + "#"))
                .count();
    }

    /** How the WAIT_WAKEs of a driver ended, in order. */
    List<NtStatus> endsOfWaitWakes(String driver) {
        return seen.stream()
                .filter(event -> event.kind() == PoStep.REQUEST_COMPLETE_ENTER
                        && isOf(driver, event)
                        && event.first() == IrpMinor.IRP_MN_WAIT_WAKE)
                .map(event -> (NtStatus) event.second())
                .toList();
    }

    static boolean is(NtStatus found, NtStatus... wanted) {
        for (NtStatus status : wanted) {
            if (status == found) {
                return true;
            }
        }
        return false;
    }
}
