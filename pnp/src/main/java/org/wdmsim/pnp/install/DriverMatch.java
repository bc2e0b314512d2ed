package org.wdmsim.pnp.install;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A models line that fits a device, and how well: the lower the rank, the better.
 *
 * <p>A rank is the number 0xSSGGTHHH. SS is the signature score, always 0 here. GG is the FeatureScore of the install
 * section, 0xFF where there is none. T tells which kinds of identifier met, HHH where they stand in their lists:
 *
 * <pre>
 *   device's      INF's          THHH
 *   hardware id   hardware id    0x0000 + i             i, j count from 0:
 *   hardware id   compatible id  0x1000 + i             i in the device's list,
 *   compatible    hardware id    0x2000 + i             j in the INF's list of compatible ids
 *   compatible    compatible id  0x3000 + i + 0x100 * j
 * </pre>
 *
 * @source learn.microsoft.com, "How Windows Ranks Driver Packages", "Identifier Score", "Feature Score"
 */
record DriverMatch(DriverPackage driverPackage, DriverModel model, int rank, String matchedId) {
    private static final int COMPATIBLE_IN_INF = 0x1000;
    private static final int COMPATIBLE_IN_DEVICE = 0x2000;
    private static final int INF_POSITION = 0x100;
    private static final int HIGHEST_POSITION = 0xFFF;
    private static final int NO_FEATURE_SCORE = 0xFF;

    /** The best first: by rank, then the newer driver, then the file's name, which makes the choice the same each time. */
    static final Comparator<DriverMatch> BEST_FIRST = Comparator.comparingInt(DriverMatch::rank)
            .thenComparing((a, b) -> b.version().compareAge(a.version()))
            .thenComparing(match -> match.driverPackage().fileName().toLowerCase(Locale.ROOT));

    InfVersion version() {
        return driverPackage.version();
    }

    /** The best match of a package with a device; of two equal ones that which stands first in the file. */
    static Optional<DriverMatch> best(DriverPackage driverPackage, DeviceIds ids) {
        DriverMatch best = null;
        for (DriverModel model : driverPackage.models()) {
            int feature = featureScore(driverPackage.file(), model) << 16;
            for (boolean compatible : new boolean[] {false, true}) {
                List<String> deviceIds = compatible ? ids.compatibleIds() : ids.hardwareIds();
                for (int i = 0; i < deviceIds.size(); i++) {
                    int score = identifierScore(model, deviceIds.get(i), compatible, i);
                    if (score >= 0 && (best == null || feature + score < best.rank)) {
                        best = new DriverMatch(driverPackage, model, feature + score, deviceIds.get(i));
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static int identifierScore(DriverModel model, String id, boolean compatible, int position) {
        int type = compatible ? COMPATIBLE_IN_DEVICE : 0;
        if (id.equalsIgnoreCase(model.hardwareId())) {
            return type + Math.min(position, HIGHEST_POSITION);
        }
        for (int j = 0; j < model.compatibleIds().size(); j++) {
            if (id.equalsIgnoreCase(model.compatibleIds().get(j))) {
                int inf = compatible ? j * INF_POSITION : 0;
                return type + COMPATIBLE_IN_INF + Math.min(position + inf, HIGHEST_POSITION);
            }
        }
        return -1;
    }

    /** GG of the rank. */
    static int featureScore(InfFile file, DriverModel model) {
        return file.section(model.installSection())
                .flatMap(section -> section.first("FeatureScore"))
                .map(line -> line.number(0, "FeatureScore", NO_FEATURE_SCORE, NO_FEATURE_SCORE))
                .orElse(NO_FEATURE_SCORE);
    }
}
