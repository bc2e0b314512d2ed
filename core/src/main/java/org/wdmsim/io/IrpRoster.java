package org.wdmsim.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.wdmsim.ke.Kernel;

/**
 * Which IRPs of a machine are not freed.
 *
 * <p>While somebody listens they are kept by name. In a quiet machine nobody asks for names, and only their number is kept:
 * each host thread counts for itself, and the sum is taken when the machine is at rest.
 */
final class IrpRoster {
    // live is touched under the dispatcher lock. A tally is written by its own thread only; tallies is touched under
    // the
    // dispatcher lock. Every IRP is counted, listed or not, so both ways stay right when somebody begins to listen in
    // the
    // middle.
    private final Kernel kernel;
    private final Set<Irp> live = new LinkedHashSet<>();
    private final List<Tally> tallies = new ArrayList<>();
    private final ThreadLocal<Tally> mine = ThreadLocal.withInitial(this::newTally);

    private static final class Tally {
        private long made;
        private long gone;
    }

    IrpRoster(Kernel kernel) {
        this.kernel = kernel;
    }

    private Tally newTally() {
        Tally tally = new Tally();
        kernel.lock();
        try {
            tallies.add(tally);
        } finally {
            kernel.unlock();
        }
        return tally;
    }

    /** Says whether the IRP is kept by name. */
    boolean made(Irp irp) {
        mine.get().made++;
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
        mine.get().gone++;
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
        kernel.lock();
        try {
            return tallies.stream().mapToLong(what).sum();
        } finally {
            kernel.unlock();
        }
    }
}
