package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KThread;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.trace.Trace;

/** Where a story is played: the machine, its PnP manager, and the expectations. */
public final class Stage {
    private final Machine machine;
    private final PnpManager pnp;
    private final List<Promise> promises = new ArrayList<>();

    Stage(Machine machine, PnpManager pnp) {
        this.machine = machine;
        this.pnp = pnp;
    }

    private record Promise(String what, BooleanSupplier holds) {}

    /** The machine. */
    public Machine machine() {
        return machine;
    }

    /** Its PnP manager. */
    public PnpManager pnp() {
        return pnp;
    }

    /** What happened so far. */
    public Trace trace() {
        return machine.trace();
    }

    /** A program without handles. */
    public UserProcess program() {
        return new UserProcess(machine.io());
    }

    /** A thread of a program; it begins when the machine runs. */
    public KThread thread(String name, Runnable body) {
        return machine.thread(name, body);
    }

    /** Something that must be true when the machine rests; asked only if nothing worse happened. */
    public void expect(String what, BooleanSupplier holds) {
        promises.add(new Promise(what, holds));
    }

    /** The name by which programs open an interface of a device. */
    public static String interfaceName(String instancePath, String classGuid) {
        return DeviceInterface.linkName(instancePath, classGuid);
    }

    List<Expectation> judge() {
        List<Expectation> results = new ArrayList<>();
        for (Promise promise : promises) {
            results.add(new Expectation(promise.what, promise.holds.getAsBoolean()));
        }
        return results;
    }
}
