package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.SimThread;
import org.wdmsim.trace.TraceEvent;

/**
 * A simulated device: a file of registers, an interrupt line, and time of its own in which it works while processors run
 * something else.
 *
 * <p>Once it is unplugged, reads answer all ones and writes are lost, as on a real bus.
 */
public final class Hardware implements KernelObject {
    private static final int ALL_ONES = -1;

    // Under the dispatcher lock: actions is ordered by due time.
    private final Kernel kernel;
    private final String name;
    private final HardwareModel model;
    private final InterruptLine line;
    private final List<Action> actions = new ArrayList<>();
    private KThread actor;
    private boolean unplugged;

    private record Action(long dueTicks, Runnable work) {}

    /**
     * A device that is plugged in.
     *
     * @param line the wire it interrupts with; null for a device that never does
     */
    public Hardware(Kernel kernel, String name, HardwareModel model, InterruptLine line) {
        this.kernel = kernel;
        this.name = name;
        this.model = model;
        this.line = line;
    }

    /**
     * READ_REGISTER_ULONG, READ_PORT_ULONG.
     *
     * @irql any
     * @param register its offset
     * @return all ones when the device is gone
     */
    public int readRegister(int register) {
        TraceEvent event = kernel.step(KeStep.READ_REGISTER, this, register, null);
        kernel.lock();
        try {
            return kernel.answer(event, unplugged ? ALL_ONES : model.read(this, register));
        } finally {
            kernel.unlock();
        }
    }

    /**
     * WRITE_REGISTER_ULONG, WRITE_PORT_ULONG. Lost when the device is gone.
     *
     * @irql any
     * @param register its offset
     */
    public void writeRegister(int register, int value) {
        kernel.step(KeStep.WRITE_REGISTER, this, register, value);
        kernel.lock();
        try {
            if (!unplugged) {
                model.write(this, register, value);
            }
        } finally {
            kernel.unlock();
        }
    }

    /** The wire it interrupts with; null for a device that never does. */
    public InterruptLine line() {
        return line;
    }

    /** For the model: asserts the device's line. Others may share it. */
    public void interrupt() {
        wire().raise(this);
    }

    /** For the model: takes the device's line back. */
    public void endInterrupt() {
        wire().lower(this);
    }

    private InterruptLine wire() {
        if (line == null) {
            throw new IllegalStateException(
                    "device \"" + name + "\" interrupts, but was made without a line; give it one");
        }
        return line;
    }

    /** For the model: does something later, by itself, unless the device is unplugged before. */
    public void after(long ticks, Runnable work) {
        kernel.lock();
        try {
            long due = kernel.deadlineAfter(ticks);
            int place = actions.size();
            while (place > 0 && actions.get(place - 1).dueTicks > due) {
                place--;
            }
            actions.add(place, new Action(due, work));
            if (actor == null) {
                actor = KThread.hardware(kernel, name, this::act);
                actor.simThread().setEager(true);
            } else if (place == 0) {
                actor.wakeFromRest();
            }
        } finally {
            kernel.unlock();
        }
    }

    private void act() {
        kernel.lock();
        try {
            while (true) {
                if (actions.isEmpty()) {
                    actor.restAsServer(SimThread.NEVER);
                } else if (actions.get(0).dueTicks <= kernel.now()) {
                    Action action = actions.remove(0);
                    kernel.note(KeStep.HARDWARE_ACTS, this, null, null);
                    action.work.run();
                } else {
                    actor.restAsServer(actions.get(0).dueTicks);
                }
            }
        } finally {
            kernel.unlock();
        }
    }

    /** Pulls the device out: what it was doing ends, and its line is taken back. */
    public void unplug() {
        kernel.note(KeStep.HARDWARE_UNPLUGGED, this, null, null);
        kernel.lock();
        try {
            unplugged = true;
            actions.clear();
            if (actor != null) {
                actor.wakeFromRest();
            }
        } finally {
            kernel.unlock();
        }
        if (line != null) {
            line.lower(this);
        }
    }

    /** True once it was pulled out. */
    public boolean isUnplugged() {
        return unplugged;
    }

    @Override
    public String objectName() {
        return name;
    }
}
