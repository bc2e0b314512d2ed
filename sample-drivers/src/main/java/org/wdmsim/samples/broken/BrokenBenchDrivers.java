package org.wdmsim.samples.broken;

import java.util.List;

/** The twins of the small drivers, one technique each. */
final class BrokenBenchDrivers {
    private BrokenBenchDrivers() {}

    static List<BrokenDriver> all() {
        return List.of(
                new BrokenDriver(
                        "keeps-share-of-cancelled", "mailbox", KeepsShareOfCancelled::new, KeepsShareOfCancelled.class),
                new BrokenDriver("drains-with-open-gate", "mailbox", DrainsWithOpenGate::new, DrainsWithOpenGate.class),
                new BrokenDriver("forgets-next-packet", "kettle", ForgetsNextPacket::new, ForgetsNextPacket.class),
                new BrokenDriver("deletes-connected", "kettle", DeletesConnected::new, DeletesConnected.class),
                new BrokenDriver("leaves-line-asserted", "kettle", LeavesLineAsserted::new, LeavesLineAsserted.class),
                new BrokenDriver("marks-pending-late", "eggtimer", MarksPendingLate::new, MarksPendingLate.class),
                new BrokenDriver("releases-before-work", "eggtimer", ReleasesBeforeWork::new, ReleasesBeforeWork.class),
                new BrokenDriver("leaves-timer-set", "eggtimer", LeavesTimerSet::new, LeavesTimerSet.class),
                new BrokenDriver(
                        "answers-more-than-fits", "scale", AnswersMoreThanFits::new, AnswersMoreThanFits.class),
                new BrokenDriver("trusts-length", "scale", TrustsLength::new, TrustsLength.class),
                new BrokenDriver("probes-in-worker", "scale", ProbesInWorker::new, ProbesInWorker.class));
    }
}
