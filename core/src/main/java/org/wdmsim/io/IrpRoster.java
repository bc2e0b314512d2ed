package org.wdmsim.io;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.wdmsim.ke.Kernel;
import org.wdmsim.live.PerThread;

/**
 * Which IRPs of a machine are not freed.
 *
 * <p>While somebody listens they are kept by name. In a quiet machine nobody asks for names, and only their number is kept:
 * each host thread counts for itself, and the sum is taken when the machine is at rest.
 */
final class IrpRoster {
    // live is touched under the dispatcher lock. A tally is written by its own thread only. Every IRP is counted,
    // listed
    // or not, so both ways stay right when somebody begins to listen in the middle.
    private final Kernel kernel;
    private final Set<Irp> live = new LinkedHashSet<>();
    private final PerThread<Tally> tallies = new PerThread<>(Tally::new);

    private static final class Tally extends PerThread.Owned {
        private long made;
        private long gone;
    }

    IrpRoster(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Says whether the IRP is kept by name. */
    boolean made(Irp irp) {
        tallies.mine().made++;
        if (kernel.isQuiet()) {
            return false;
        }
        kernel.lock();
        try {
            live.add(irp);
        } finally {
            kernel.unlock();
        }
        return true;
    }

    void gone(Irp irp, boolean listed) {
        tallies.mine().gone++;
        if (!listed) {
            return;
        }
        kernel.lock();
        try {
            live.remove(irp);
        } finally {
            kernel.unlock();
        }
    }

    Set<Irp> listed() {
        kernel.lock();
        try {
            return Collections.unmodifiableSet(new LinkedHashSet<>(live));
        } finally {
            kernel.unlock();
        }
    }

    /** How many were made; right when no thread is making or freeing one. */
    long made() {
        return sum(tally -> tally.made);
    }

    /** How many were freed; right when no thread is making or freeing one. */
    long gone() {
        return sum(tally -> tally.gone);
    }

    /** How many were made while nobody listened and are not freed; right when no thread is making or freeing one. */
    long unlisted() {
        return made() - gone() - listed().size();
    }

    private long sum(ToLongFunction<Tally> what) {
        return tallies.all().stream().mapToLong(what).sum();
    }
}
