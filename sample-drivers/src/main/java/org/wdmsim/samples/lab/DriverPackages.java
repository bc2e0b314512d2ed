package org.wdmsim.samples.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.wdmsim.pnp.DriverImages;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.scenario.Lab;

/** Makes labs out of INF files that are resources of the samples. */
public final class DriverPackages {
    private DriverPackages() {}

    /**
     * A machine on which these packages are installed and nothing is plugged in; a story plugs devices into the root bus.
     *
     * @param images the code of the services
     * @param infs INF files with their paths: {@code mailbox/mailbox.inf}
     */
    public static Lab lab(DriverImages images, String... infs) {
        return new Lab(() -> store(infs), images, List.of());
    }

    /**
     * A driver store with the INF files at these paths.
     *
     * @param infs relative to the samples' resources: {@code mailbox/mailbox.inf}
     */
    public static DriverStore store(String... infs) {
        DriverStore store = new DriverStore();
        for (String inf : infs) {
            String name = inf.substring(inf.lastIndexOf('/') + 1);
            try (InputStream in = DriverPackages.class.getResourceAsStream("/org/wdmsim/samples/" + inf)) {
                if (in == null) {
                    throw new IllegalArgumentException(
                            "the samples have no resource \"" + inf + "\"; give package and file: mailbox/mailbox.inf");
                }
                store.add(name, in.readAllBytes());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("resource " + inf + " cannot be read", unreadable);
            }
        }
        return store;
    }
}
