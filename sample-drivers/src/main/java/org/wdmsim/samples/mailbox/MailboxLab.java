package org.wdmsim.samples.mailbox;

import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.samples.lab.DriverPackages;

/** The mailbox's driver package. */
public final class MailboxLab {
    /** What is plugged into the root bus. */
    public static final DeviceIds MAILBOX = DeviceIds.of("root\\mailbox");

    private MailboxLab() {}

    /** A machine on which the driver is installed. */
    public static Lab lab() {
        return DriverPackages.lab(new DriverImages().add("mailbox", MailboxFunction::new), "mailbox/mailbox.inf");
    }
}
