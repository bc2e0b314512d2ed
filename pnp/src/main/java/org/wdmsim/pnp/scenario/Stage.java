package org.wdmsim.pnp.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceInterface;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.Trace;

/** Where a story is played: the machine, its PnP manager, and the expectations. */
public final class Stage implements KernelObject {
    private final Machine machine;
    private final PnpManager pnp;
    private final List<Promise> promises = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private boolean isPrepared;

    // Parts for those who follow what is touched.
    private static final int BROKEN = 0;
    private static final int PROGRAMS = 1;
    private final int touchId;

    // Under the dispatcher lock while the machine runs.
    private final List<Expectation> broken = new ArrayList<>();
    private final List<UserProcess> programs = new ArrayList<>();

    Stage(Machine machine, PnpManager pnp) {
        this.machine = machine;
        this.pnp = pnp;
        this.touchId = machine.kernel().newTouchId();
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return "story";
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

    /**
     * What happened so far.
     *
     * @throws IllegalStateException in an exploration of a story that has said that it does not ask
     */
    public Trace trace() {
        if (machine.trace() == null) {
            throw new IllegalStateException(
                    "this story asks for the trace, and was made with Scenario.withoutTrace(), so that"
                            + " no trace is kept while it is explored; leave that out, or watch the steps with Stage.watch");
        }
        return machine.trace();
    }

    /** Somebody who is told of the steps that he looks at; called before the machine runs. */
    public void watch(StepListener watcher) {
        machine.kernel().listen(watcher);
    }

    /** A program without handles. */
    public UserProcess program() {
        UserProcess program = new UserProcess(machine.io());
        machine.kernel().touch(this, PROGRAMS, Touch.ADD);
        machine.kernel().lockSaid();
        try {
            programs.add(program);
        } finally {
            machine.kernel().unlock();
        }
        return program;
    }

    /**
     * Prepares the story before it begins: the PnP worker does it once it is idle, waits again until it is, and only then are
     * the threads made that are asked for afterwards. A story whose beginning is prepared has far fewer schedules.
     */
    public void prepare(String what, Runnable body) {
        isPrepared = true;
        pnp.whenIdle(what, () -> guarded("prepares: " + what, body));
    }

    /**
     * A thread of a program; it begins when the machine runs, or when the story is prepared. It ends early when {@link #need}
     * does not get its thing.
     */
    public void thread(String name, Runnable body) {
        if (isPrepared) {
            pnp.whenIdle("begins: " + name, () -> {
                if (!isBroken()) { // else there is nothing to begin with
                    begin(name, body);
                }
            });
        } else {
            begin(name, body);
        }
    }

    private void begin(String name, Runnable body) {
        machine.thread(name, () -> guarded(name, body));
    }

    private void guarded(String name, Runnable body) {
        try {
            body.run();
        } catch (CannotGoOn missing) {
            endEarly(name, missing.getMessage());
        }
    }

    private void endEarly(String name, String why) {
        List<UserProcess> ended;
        machine.kernel().touch(this, PROGRAMS, Touch.WRITE);
        machine.kernel().touch(this, BROKEN, Touch.WRITE);
        machine.kernel().lockSaid();
        try {
            broken.add(new Expectation("thread \"" + name + "\" can go on, but: " + why, false));
            signals.forEach(Signal::release);
            ended = List.copyOf(programs);
            programs.clear();
        } finally {
            machine.kernel().unlock();
        }
        ended.forEach(UserProcess::terminate);
    }

    private boolean isBroken() {
        machine.kernel().touch(this, BROKEN, Touch.READ);
        machine.kernel().lockSaid();
        try {
            return !broken.isEmpty();
        } finally {
            machine.kernel().unlock();
        }
    }

    void mustGoOn() {
        if (isBroken()) {
            throw new CannotGoOn("another thread of the story has ended early");
        }
    }

    /** A moment of the story that threads wait for. */
    public Signal signal(String name) {
        Signal signal = new Signal(this, KEvent.notification(machine.kernel(), name));
        signals.add(signal);
        return signal;
    }

    /** What the running program cannot do without: when it is not there, the thread ends, and the story is not as expected. */
    public <T> T need(String what, NtResult<T> result) {
        if (!result.isSuccess()) {
            throw new CannotGoOn(what + " answers " + result.status());
        }
        return result.value();
    }

    /** The same for something that is either there or null. */
    public <T> T need(String what, T thing) {
        if (thing == null) {
            throw new CannotGoOn("there is no " + what);
        }
        return thing;
    }

    private static final class CannotGoOn extends RuntimeException {
        private static final long serialVersionUID = 1;

        CannotGoOn(String message) {
            super(message);
        }
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
        List<Expectation> results = new ArrayList<>(broken);
        for (Promise promise : promises) {
            results.add(new Expectation(promise.what, holds(promise)));
        }
        return results;
    }

    private boolean holds(Promise promise) {
        try {
            return promise.holds.getAsBoolean();
        } catch (RuntimeException unprepared) {
            if (broken.isEmpty()) {
                throw unprepared;
            }
            return false; // it asks for what a thread that could not go on never made
        }
    }
}
