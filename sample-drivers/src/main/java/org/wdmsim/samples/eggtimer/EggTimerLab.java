package org.wdmsim.samples.eggtimer;

import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.lab.DriverPackages;
import org.wdmsim.samples.mailbox.MailboxFunction;

/** The mailbox's driver package, and the extension that puts an egg timer on it. */
public final class EggTimerLab {
    private EggTimerLab() {}

    /** A machine on which both are installed; plug a mailbox in. */
    public static Lab lab() {
        return DriverPackages.lab(
                new DriverImages().add("mailbox", MailboxFunction::new).add("eggtimer", EggTimerFilter::new),
                "mailbox/mailbox.inf",
                "eggtimer/eggtimer.inf");
    }
}
