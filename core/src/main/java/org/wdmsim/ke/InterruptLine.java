package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.sched.SimThread;

/**
 * One wire from a device to a processor. While it is asserted, and the processor is below the line's level, the processor
 * runs the service routines that are connected to it.
 */
public final class InterruptLine implements KernelObject {
    /** KINTERRUPT_MODE: what the processor looks at. */
    public enum Mode {
        /** LevelSensitive: interrupts for as long as the line is asserted. */
        LEVEL_SENSITIVE,
        /** Latched: interrupts once each time the line becomes asserted. */
        LATCHED
    }

    // So often the routines of a line may run without anybody taking it back before the machine counts as lost.
    private static final int MOST_IN_VAIN = 500;

    // Under the dispatcher lock. The line is asserted while sources is not empty: devices that share a wire are
    // joined by OR, and one that is served leaves the wish of another standing.
    private final Kernel kernel;
    private final String name;
    private final Mode mode;
    private final int processor;
    private final Irql level;
    private final List<KInterrupt> connected = new ArrayList<>();
    private KThread server;
    private final List<KernelObject> sources = new ArrayList<>(2);
    private boolean latched;
    private boolean serving;
    private int inVain;

    /**
     * A line that is not asserted.
     *
     * @param level the DIRQL, from {@code DIRQL_3} on
     * @param processor the processor that is interrupted, counted from 0
     */
    public InterruptLine(Kernel kernel, String name, Irql level, Mode mode, int processor) {
        if (!level.isAbove(Irql.DISPATCH_LEVEL)) {
            throw new IllegalArgumentException("interrupt line \"" + name + "\" at " + level
                    + "; a device interrupts at a level above DISPATCH_LEVEL, such as DIRQL_5");
        }
        kernel.dpcs().mustHave(processor, name);
        this.kernel = kernel;
        this.name = name;
        this.level = level;
        this.mode = mode;
        this.processor = processor;
    }

    /** The level at which its service routines run. */
    public Irql level() {
        return level;
    }

    /** Asserts the line for a device that is alone on it. */
    public void raise() {
        raise(this);
    }

    /** Asserts the line: the device wants service. */
    public void raise(KernelObject device) {
        kernel.note(KeStep.LINE_RAISED, this, device == this ? null : device, null);
        kernel.lock();
        try {
            latched |= sources.isEmpty();
            if (!sources.contains(device)) {
                sources.add(device);
            }
            wakeServer();
        } finally {
            kernel.unlock();
        }
    }

    /** Takes back what {@link #raise()} asserted. */
    public void lower() {
        lower(this);
    }

    /** The device has been served; the line stays asserted for others that share it. */
    public void lower(KernelObject device) {
        kernel.note(KeStep.LINE_LOWERED, this, device == this ? null : device, null);
        kernel.lock();
        try {
            if (sources.remove(device)) {
                inVain = 0;
            }
        } finally {
            kernel.unlock();
        }
    }

    /** True while a device wants service. */
    public boolean isAsserted() {
        return !sources.isEmpty();
    }

    void connect(KInterrupt interrupt) {
        connected.add(interrupt);
        if (server == null) {
            server = KThread.server(kernel, "interrupts of " + name, processor, level, this::serve);
        } else {
            wakeServer();
        }
    }

    void disconnect(KInterrupt interrupt) {
        connected.remove(interrupt);
    }

    /** True while a service routine of the line runs. */
    boolean isServing() {
        return serving;
    }

    private void wakeServer() {
        if (server != null && wantsService()) {
            server.wakeFromRest();
        }
    }

    private boolean wantsService() {
        return !connected.isEmpty() && (mode == Mode.LATCHED ? latched : isAsserted());
    }

    private void serve() {
        while (true) {
            List<KInterrupt> chain = nextInterrupt();
            boolean claimed = false;
            for (KInterrupt interrupt : chain) {
                claimed |= interrupt.service();
                if (claimed && mode == Mode.LEVEL_SENSITIVE) {
                    break; // if another device asserts the line too, it interrupts again
                }
            }
            served();
        }
    }

    private List<KInterrupt> nextInterrupt() {
        kernel.lock();
        try {
            while (!wantsService()) {
                server.restAsServer(SimThread.NEVER);
            }
            latched = false;
            serving = true;
            return List.copyOf(connected);
        } finally {
            kernel.unlock();
        }
    }

    private void served() {
        kernel.lock();
        try {
            serving = false;
            inVain = isAsserted() ? inVain + 1 : 0;
            connected.forEach(KInterrupt::wakeDisconnecting);
            if (inVain > MOST_IN_VAIN) {
                throw kernel.bugCheck(BugCheck.of(
                                BugCheckCode.HARDWARE_INTERRUPT_STORM, "nobody takes an asserted interrupt line back")
                        .parameters(name, connected.isEmpty() ? null : connected.get(0))
                        .what("the line " + name
                                + " stays asserted, though the service routines connected to it have run "
                                + MOST_IN_VAIN + " times since a device last took it back")
                        .todo("in the service routine make the device take its line back, and return TRUE for no other"
                                + " device; or stop the device before the interrupt is disconnected")
                        .build());
            }
        } finally {
            kernel.unlock();
        }
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + (isAsserted() ? " [asserted]" : "");
    }
}
