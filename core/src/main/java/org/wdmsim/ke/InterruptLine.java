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

    // So often the routines of an asserted line may all say "not mine" before the machine counts as lost.
    private static final int MOST_UNCLAIMED = 500;

    // Under the dispatcher lock.
    private final Kernel kernel;
    private final String name;
    private final Mode mode;
    private final int processor;
    private final Irql level;
    private final List<KInterrupt> connected = new ArrayList<>();
    private KThread server;
    private boolean asserted;
    private boolean latched;
    private boolean serving;
    private int unclaimed;

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

    /** Asserts the line: the device wants service. */
    public void raise() {
        kernel.note(KeStep.LINE_RAISED, this, null, null);
        kernel.lock();
        try {
            latched |= !asserted;
            asserted = true;
            wakeServer();
        } finally {
            kernel.unlock();
        }
    }

    /** Takes the line back: the device has been served. */
    public void lower() {
        kernel.note(KeStep.LINE_LOWERED, this, null, null);
        kernel.lock();
        try {
            asserted = false;
        } finally {
            kernel.unlock();
        }
    }

    /** True while the device wants service. */
    public boolean isAsserted() {
        return asserted;
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
            kernel.scheduler().wake(server.simThread());
        }
    }

    private boolean wantsService() {
        return !connected.isEmpty() && (mode == Mode.LATCHED ? latched : asserted);
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
            served(claimed);
        }
    }

    private List<KInterrupt> nextInterrupt() {
        kernel.lock();
        try {
            while (!wantsService()) {
                server.restUntil(SimThread.NEVER);
            }
            latched = false;
            serving = true;
            return List.copyOf(connected);
        } finally {
            kernel.unlock();
        }
    }

    private void served(boolean claimed) {
        kernel.lock();
        try {
            serving = false;
            unclaimed = claimed || !asserted ? 0 : unclaimed + 1;
            connected.forEach(KInterrupt::wakeDisconnecting);
            if (unclaimed > MOST_UNCLAIMED) {
                throw kernel.bugCheck(BugCheck.of(
                                BugCheckCode.HARDWARE_INTERRUPT_STORM, "nobody serves an asserted interrupt line")
                        .parameters(name, connected.isEmpty() ? null : connected.get(0))
                        .what("the line " + name + " stays asserted, and every service routine connected to it has said"
                                + " \"not mine\" " + MOST_UNCLAIMED + " times")
                        .todo("in the service routine make the device take its line back, or stop the device before the"
                                + " interrupt is disconnected")
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
        return name + (asserted ? " [asserted]" : "");
    }
}
