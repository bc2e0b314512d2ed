package org.wdmsim.samples.broken;

import java.util.List;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;
import org.wdmsim.machine.Outcome;

/**
 * A broken driver as a list shows it.
 *
 * @param name how it is called on a command line: {@code deletes-without-waiting}
 * @param service the service whose sound driver it replaces
 * @param image makes the driver
 * @param source its class, which carries {@link Broken}
 */
public record BrokenDriver(String name, String service, Supplier<Driver> image, Class<? extends Driver> source) {
    public BrokenDriver {
        if (!source.isAnnotationPresent(Broken.class)) {
            throw new IllegalArgumentException("broken driver \"" + name
                    + "\" does not say what is wrong with it; put @Broken on " + source.getSimpleName());
        }
    }

    /** What its class says about the fault. */
    public Broken fault() {
        return source.getAnnotation(Broken.class);
    }

    /** True when a run that ended so shows the fault with one of its faces. */
    public boolean isShownBy(Outcome outcome) {
        return List.of(fault().shows()).contains(verdict(outcome));
    }

    /** An outcome as {@link Broken#shows} writes it; empty for one that is none of these. */
    public static String verdict(Outcome outcome) {
        if (outcome instanceof Outcome.BugChecked stopped) {
            return stopped.bugCheck().code().name();
        }
        if (outcome instanceof Outcome.DriverThrew) {
            return Broken.EXCEPTION;
        }
        return outcome instanceof Outcome.Deadlocked ? Broken.DEADLOCK : "";
    }

    @Override
    public String toString() {
        return name;
    }
}
