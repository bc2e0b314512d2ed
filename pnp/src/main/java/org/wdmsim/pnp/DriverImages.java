package org.wdmsim.pnp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;

/**
 * The images on the simulated disk: which Java class stands for which service. An INF file names services; this says what
 * code they are.
 */
public final class DriverImages {
    private final Map<String, Supplier<Driver>> images = new LinkedHashMap<>();

    /** No images. */
    public DriverImages() {}

    /** Adds or replaces an image. Each load makes a new driver, as each load of an image has new globals. */
    public DriverImages add(String service, Supplier<Driver> image) {
        images.put(key(service), image);
        return this;
    }

    /** The same images, to be changed on their own. */
    public DriverImages copy() {
        DriverImages copy = new DriverImages();
        copy.images.putAll(images);
        return copy;
    }

    /** True when there is an image for this service. */
    public boolean has(String service) {
        return images.containsKey(key(service));
    }

    /** The services with an image. */
    public Set<String> services() {
        return Set.copyOf(images.keySet());
    }

    Driver make(String service) {
        return images.get(key(service)).get();
    }

    private static String key(String service) {
        return service.toLowerCase(Locale.ROOT);
    }
}
