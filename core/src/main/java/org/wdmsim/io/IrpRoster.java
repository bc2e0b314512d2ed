package org.wdmsim.io;

import com.google.common.collect.ImmutableSet;
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
    // live is touched under the dispatcher lock. Every IRP is counted, listed or not, so both ways stay right
    // when somebody begins to listen in the middle.
    private final Kernel kernel;
    private final Set<Irp> live = new LinkedHashSet<>();
    private final PerThread<IrpTally> tallies;

    /** @param tallies whoever makes an IRP counts it in his own */
    IrpRoster(Kernel kernel, PerThread<IrpTally> tallies) {
        this.kernel = kernel;
        this.tallies = tallies;
    }

    /** Keeps the IRP by name. */
    void list(Irp irp) {
        kernel.lockSaid(); // who asks which there are touches anything
        try {
            live.add(irp);
        } finally {
            kernel.unlock();
        }
    }

    /** The IRP is freed. Only the locations of one that nobody listed are used again: reports may want the others. */
    void gone(Irp irp, IrpTally maker, boolean listed) {
        IrpTally mine = maker.isMine() ? maker : tallies.mine();
        mine.gone++;
        if (!listed) {
            mine.keep(irp.locations);
            return;
        }
        kernel.lockSaid();
        try {
            live.remove(irp);
        } finally {
            kernel.unlock();
        }
    }

    Set<Irp> listed() {
        kernel.lock();
        try {
            return ImmutableSet.copyOf(live);
        } finally {
            kernel.unlock();
        }
    }

    /** How many were made; right when no thread is making or freeing one. */
    long howManyMade() {
        return sum(tally -> tally.made);
    }

    /** How many were freed; right when no thread is making or freeing one. */
    long howManyGone() {
        return sum(tally -> tally.gone);
    }

    /** How many were made while nobody listened and are not freed; right when no thread is making or freeing one. */
    long unlisted() {
        kernel.lock();
        try {
            return howManyMade() - howManyGone() - live.size();
        } finally {
            kernel.unlock();
        }
    }

    private long sum(ToLongFunction<IrpTally> what) {
        long sum = 0;
        for (IrpTally tally : tallies.all()) {
            sum += what.applyAsLong(tally);
        }
        return sum;
    }
}
