package org.wdmsim.pnp.install;

import com.google.common.base.Splitter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The decoration of a models section: {@code NT[arch][.major[.minor[.product[.suite[.build]]]]]}, as in
 * {@code NTamd64.10.0...16299}. Numbers left out are -1.
 *
 * <p>Among decorations that apply, the one with the highest version is the closest, then the highest build, then a stated
 * product, then a stated suite, and at last a stated architecture.
 *
 * @source learn.microsoft.com, "INF Manufacturer Section"; "Combining Platform Extensions with Operating System Versions"
 */
record TargetOs(String architecture, int major, int minor, int product, int suite, int build) {
    static final Comparator<TargetOs> CLOSEST_LAST = Comparator.comparingInt(TargetOs::major)
            .thenComparingInt(TargetOs::minor)
            .thenComparingInt(TargetOs::build)
            .thenComparingInt(TargetOs::product)
            .thenComparingInt(TargetOs::suite)
            .thenComparing(os -> !os.architecture().isEmpty());

    private static final int ABSENT = -1;
    private static final int VER_NT_WORKSTATION = 1;
    /** The suites a workstation reports: VER_SUITE_TERMINAL and VER_SUITE_SINGLEUSERTS. */
    private static final int WORKSTATION_SUITES = 0x10 | 0x100;

    /**
     * Reads a decoration.
     *
     * @param line the line of [Manufacturer] that holds it, for messages
     * @param text the decoration, without a leading dot
     */
    static TargetOs parse(InfLine line, String text) {
        List<String> parts = Splitter.on('.').trimResults().splitToList(text.toLowerCase(Locale.ROOT));
        String architecture = parts.get(0).startsWith("nt") ? parts.get(0).substring(2) : "?";
        boolean known = architecture.isEmpty() || InfTarget.ARCHITECTURES.contains(architecture);
        if (!known || parts.size() > 6) {
            String hint = text.contains("$") ? "; variables are replaced only in a file named .inx" : "";
            throw line.error(
                    "the decoration \"" + text + "\" is not a TargetOSVersion",
                    "NT[arch][.major[.minor[.product[.suite[.build]]]]], arch one of " + InfTarget.ARCHITECTURES
                            + hint);
        }
        return new TargetOs(
                architecture,
                number(line, text, parts, 1),
                number(line, text, parts, 2),
                number(line, text, parts, 3),
                number(line, text, parts, 4),
                number(line, text, parts, 5));
    }

    private static int number(InfLine line, String text, List<String> parts, int index) {
        String part = index < parts.size() ? parts.get(index) : "";
        if (part.isEmpty()) {
            return ABSENT;
        }
        if (part.matches("[0-9]{1,9}")) {
            return Integer.parseInt(part);
        }
        if (part.matches("0x[0-9a-f]{1,7}")) {
            return Integer.parseInt(part.substring(2), 16);
        }
        throw line.error(
                "the decoration \"" + text + "\" has \"" + part + "\" where a number belongs",
                "a number such as 10 or 0x80, or nothing between two dots");
    }

    /** Whether a section with this decoration may be used on the target. */
    boolean applies(InfTarget target) {
        boolean rightArchitecture = architecture.isEmpty() || architecture.equals(target.architecture());
        boolean rightProduct = product == ABSENT || product == VER_NT_WORKSTATION;
        boolean rightSuite = suite == ABSENT || (suite & ~WORKSTATION_SUITES) == 0;
        boolean rightVersion = major == ABSENT || target.isAtLeast(major, Math.max(minor, 0), Math.max(build, 0));
        return rightArchitecture && rightProduct && rightSuite && rightVersion;
    }
}
