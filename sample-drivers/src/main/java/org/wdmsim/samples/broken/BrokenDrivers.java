package org.wdmsim.samples.broken;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All broken drivers, by name. */
public final class BrokenDrivers {
    private static final List<BrokenDriver> TOASTER = List.of(
            new BrokenDriver(
                    "deletes-without-waiting", "toaster", DeletesWithoutWaiting::new, DeletesWithoutWaiting.class),
            new BrokenDriver("ignores-acquire", "toaster", IgnoresAcquire::new, IgnoresAcquire.class),
            new BrokenDriver("leaks-on-error-path", "toaster", LeaksOnErrorPath::new, LeaksOnErrorPath.class),
            new BrokenDriver(
                    "leaves-before-passing-down",
                    "sparkle",
                    LeavesBeforePassingDown::new,
                    LeavesBeforePassingDown.class),
            new BrokenDriver("forgets-wait-wake", "toaster", ForgetsWaitWake::new, ForgetsWaitWake.class),
            new BrokenDriver("fails-set-power", "toaster", FailsSetPower::new, FailsSetPower.class),
            new BrokenDriver("keeps-system-irp", "toaster", KeepsSystemIrp::new, KeepsSystemIrp.class));

    private static final List<BrokenDriver> ALL =
            Stream.concat(TOASTER.stream(), BrokenBenchDrivers.all().stream()).toList();

    private static final List<BrokenDriver> OF_FIELDS = List.of(
            new BrokenDriver("loads-without-lock", "scale", LoadsWithoutLock::new, LoadsWithoutLock.class),
            new BrokenDriver("weighs-in-two-looks", "scale", WeighsInTwoLooks::new, WeighsInTwoLooks.class));

    private BrokenDrivers() {}

    /** Those whose fault is seen in any run, by name. */
    public static List<BrokenDriver> all() {
        return ALL;
    }

    /** Those whose fault is seen only by who watches the fields of drivers: {@code wdmsim explore} does. */
    public static List<BrokenDriver> ofFields() {
        return OF_FIELDS;
    }

    /** The broken driver with this name. */
    public static Optional<BrokenDriver> named(String name) {
        return Stream.concat(ALL.stream(), OF_FIELDS.stream())
                .filter(driver -> driver.name().equals(name))
                .findFirst();
    }
}
