package org.wdmsim.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;

/** One IRP under way: its visits, and the pending bits that completion will find. */
final class IrpJourney {
    // Visits stand in the order of entry. Drivers that skip share a location. The driver that has the IRP is the
    // one of the last visit whose location completion has not passed, unless that one has sent it on.
    private final Irp irp;
    private final List<IrpVisit> visits = new ArrayList<>();
    private boolean[] bits = {};
    private int walkFrom;
    private boolean isWalking;

    /** The location was copied, and no completion routine was set since. */
    boolean isCopied;

    boolean hadSignalledEvent;

    IrpJourney(Irp irp) {
        this.irp = irp;
    }

    Irp irp() {
        return irp;
    }

    void add(IrpVisit visit) {
        visits.add(visit);
    }

    /** The last visit that completion has not passed; null while the IRP is with its creator. */
    IrpVisit latest() {
        for (int i = visits.size() - 1; i >= 0; i--) {
            if (!visits.get(i).isLeft) {
                return visits.get(i);
            }
        }
        return null;
    }

    /** Completion begins to walk up from the current location: the bits are cleared on the way, so they are kept here. */
    void walks() {
        isWalking = true;
        walkFrom = irp.currentLocation();
        bits = new boolean[irp.stackCount() + 1];
        for (int location = walkFrom; location <= irp.stackCount(); location++) {
            bits[location] = irp.location(location).isMarkedPending();
        }
    }

    /** Completion has passed all locations from where the walk began up to this one. */
    void passed(int upTo, Consumer<IrpVisit> over) {
        boolean moved = false;
        for (int location = walkFrom; location <= upTo; location++) {
            boolean bit = bits[location] || moved;
            moved = bit;
            leave(location, bit, irp.status(), over);
        }
        walkFrom = upTo + 1;
        isWalking = false;
    }

    /**
     * Completion is on its way to this location, in another thread: what the location holds cannot be told, and it will be
     * judged when it is passed.
     */
    boolean isAboutToPass(int location) {
        return isWalking && location >= walkFrom;
    }

    private void leave(int location, boolean pended, NtStatus status, Consumer<IrpVisit> over) {
        for (int i = visits.size() - 1; i >= 0; i--) {
            IrpVisit visit = visits.get(i);
            if (visit.location == location && !visit.isLeft) {
                visit.isLeft = true;
                visit.isBelow = false;
                visit.wasPended = pended;
                visit.statusWhenLeft = status;
                if (visit.returned != null) {
                    over.accept(visit);
                }
            }
        }
        visits.removeIf(visit -> visit.isLeft && visit.returned != null);
    }

    /** The driver that set the completion routine which runs now has the IRP again. */
    void isBack() {
        visits.forEach(visit -> {
            if (!visit.isLeft && visit.location == irp.currentLocation()) {
                visit.isBelow = false;
            }
        });
    }
}
