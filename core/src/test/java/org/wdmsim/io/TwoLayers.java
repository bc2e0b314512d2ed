package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** A stack of two drivers without PnP, for tests of rules in other packages. A seed of 0 takes the policy <em>first</em>. */
public final class TwoLayers {
    private final Machine machine;
    private final List<String> warnings = new ArrayList<>();
    private DispatchRoutine upper = TwoLayers::skip;
    private DispatchRoutine lower = (device, irp) -> irp.complete(NtStatus.STATUS_SUCCESS);
    private DeviceObject top;

    private static final class Extension extends DeviceExtension {
        private DeviceObject lower;
    }

    public TwoLayers(int seed) {
        machine = Machine.builder()
                .policy(seed == 0 ? Policies.first() : Policies.random(seed))
                .listener(kernel -> new StepListener() {
                    @Override
                    public void onStep(TraceEvent event) {
                        if (event.kind() == IoStep.VERIFIER_WARNING) {
                            warnings.add((String) event.first());
                        }
                    }
                })
                .build();
    }

    public TwoLayers upper(DispatchRoutine routine) {
        upper = routine;
        return this;
    }

    public TwoLayers lower(DispatchRoutine routine) {
        lower = routine;
        return this;
    }

    /** Sends a read to the top and waits for its end. */
    public Outcome read() {
        return run(layers -> machine.io().sendAndWait(top, irp(IrpMajor.IRP_MJ_READ, 2)));
    }

    public Outcome run(Consumer<TwoLayers> body) {
        machine.thread("main", () -> {
            DeviceObject bottom = add("lower", (device, irp) -> lower.dispatch(device, irp));
            top = add("upper", (device, irp) -> upper.dispatch(device, irp));
            top.extension(Extension.class).lower = top.attachTo(bottom);
            body.accept(this);
        });
        return machine.run();
    }

    private DeviceObject add(String name, DispatchRoutine routine) {
        DriverObject driver = machine.io()
                .loadDriver(name, (object, path) -> {
                    object.allMajorFunctions(routine);
                    return NtStatus.STATUS_SUCCESS;
                })
                .value();
        DeviceObject device = driver.createDevice(new Extension(), DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        return device;
    }

    public DeviceObject top() {
        return top;
    }

    public Irp irp(IrpMajor major, int stackSize) {
        Irp irp = machine.io().newSystemIrp(stackSize);
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, null);
        return irp;
    }

    /** Sends a read with an event of the caller's own and waits for it when pending comes back. */
    public void sendWithEvent(boolean signalled) {
        Irp irp = irp(IrpMajor.IRP_MJ_READ, 2);
        irp.userEvent = event("done");
        if (signalled) {
            irp.userEvent.set();
        }
        if (top.call(irp) == NtStatus.STATUS_PENDING) {
            irp.userEvent.waitFor(KEvent.FOREVER);
        }
    }

    public void thread(String name, Runnable body) {
        machine.thread(name, body);
    }

    public KEvent event(String name) {
        return KEvent.notification(machine.kernel(), name);
    }

    public List<String> warnings() {
        return warnings;
    }

    public static DeviceObject lowerOf(DeviceObject device) {
        return device.extension(Extension.class).lower;
    }

    public static NtStatus skip(DeviceObject device, Irp irp) {
        irp.skipLocation();
        return lowerOf(device).call(irp);
    }

    /** Forgets to prepare the next location. */
    public static NtStatus callWithoutSkip(DeviceObject device, Irp irp) {
        return lowerOf(device).call(irp);
    }

    public static NtStatus copyWith(DeviceObject device, Irp irp, CompletionRoutine routine) {
        irp.copyLocationToNext();
        irp.setCompletionRoutine(routine, null, true, true, true);
        return lowerOf(device).call(irp);
    }
}
