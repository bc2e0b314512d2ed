package org.wdmsim.samples.broken;

import java.util.function.Function;
import java.util.function.Supplier;
import org.wdmsim.io.Driver;

/** The broken drivers by name, for who has loaded this package once more and reaches it through one object. */
public final class ImageByName implements Function<String, Supplier<Driver>> {
    /** All broken drivers. */
    public ImageByName() {}

    @Override
    public Supplier<Driver> apply(String name) {
        return BrokenDrivers.named(name).orElseThrow().image();
    }
}
