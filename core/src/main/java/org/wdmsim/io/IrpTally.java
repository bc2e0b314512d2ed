package org.wdmsim.io;

import org.wdmsim.live.PerThread;

/**
 * What one host thread has to do with IRPs: how many it made and freed, and the stack locations of the one that it freed
 * last, for the next that it makes. IoAllocateIrp on Windows has a lookaside list for each processor to the same end.
 */
final class IrpTally extends PerThread.Owned {
    // Written by its own thread only.
    long made;
    long gone;
    private IoStackLocation[] spare;

    /** Locations for a new IRP, zeroed. */
    IoStackLocation[] locations(int count) {
        IoStackLocation[] kept = spare;
        if (kept == null || kept.length != count) {
            return newLocations(count);
        }
        spare = null;
        for (IoStackLocation location : kept) {
            location.zero();
        }
        return kept;
    }

    static IoStackLocation[] newLocations(int count) {
        IoStackLocation[] locations = new IoStackLocation[count];
        for (int i = 0; i < count; i++) {
            locations[i] = new IoStackLocation();
        }
        return locations;
    }

    /**
     * An IRP is freed to which these belonged. A driver that has kept one of them reads another IRP's from now on, as it
     * would on Windows.
     */
    void keep(IoStackLocation[] locations) {
        spare = locations;
    }
}
