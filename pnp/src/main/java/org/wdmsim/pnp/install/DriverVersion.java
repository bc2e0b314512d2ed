package org.wdmsim.pnp.install;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The version in a DriverVer line: up to four numbers, those left out are 0.
 *
 * @param major the first number
 * @param minor the second
 * @param build the third
 * @param revision the fourth
 */
public record DriverVersion(int major, int minor, int build, int revision) implements Comparable<DriverVersion> {
    /** What a driver without a version has. */
    public static final DriverVersion NONE = new DriverVersion(0, 0, 0, 0);

    private static final int HIGHEST_PART = 65535;
    private static final int PARTS = 4;

    private static final Comparator<DriverVersion> ORDER = Comparator.comparingInt(DriverVersion::major)
            .thenComparingInt(DriverVersion::minor)
            .thenComparingInt(DriverVersion::build)
            .thenComparingInt(DriverVersion::revision);

    /** Reads "w.x.y.z"; throws NumberFormatException where that is not a version. */
    static DriverVersion parse(String text) {
        List<Integer> parts = new ArrayList<>();
        for (String part : Splitter.on('.').trimResults().split(text)) {
            int value = Integer.parseInt(part);
            if (value < 0 || value > HIGHEST_PART || parts.size() == PARTS) {
                throw new NumberFormatException(text);
            }
            parts.add(value);
        }
        while (parts.size() < PARTS) {
            parts.add(0);
        }
        return new DriverVersion(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }

    @Override
    public int compareTo(DriverVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + build + "." + revision;
    }
}
