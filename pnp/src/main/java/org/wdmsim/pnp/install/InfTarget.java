package org.wdmsim.pnp.install;

import com.google.common.base.Preconditions;
import java.util.List;
import java.util.Locale;

/**
 * The machine that drivers are installed on: it decides which decorated sections of an INF apply.
 *
 * <p>It is always a workstation in US English: a section decorated for a server product is passed over, and
 * {@code [Strings.0409]} is preferred to {@code [Strings]}.
 *
 * @param architecture {@code amd64}, {@code x86}, {@code arm64}, {@code arm} or {@code ia64}, in lower case
 * @param major the operating system's major version, e.g. 10
 * @param minor its minor version, e.g. 0
 * @param build its build number, e.g. 19041
 */
public record InfTarget(String architecture, int major, int minor, int build) {
    static final List<String> ARCHITECTURES = List.of("x86", "ia64", "amd64", "arm", "arm64");

    /** Windows 10, version 2004, on a 64-bit PC. */
    public static final InfTarget DEFAULT = new InfTarget("amd64", 10, 0, 19041);

    /** Checks the values; the architecture may be given in any case. */
    public InfTarget {
        architecture = architecture.toLowerCase(Locale.ROOT);
        Preconditions.checkArgument(
                ARCHITECTURES.contains(architecture),
                "unknown architecture \"%s\"; use one of %s",
                architecture,
                ARCHITECTURES);
        Preconditions.checkArgument(
                major >= 0 && minor >= 0 && build >= 0,
                "version %s.%s.%s has a negative part; use for example 10.0.19041",
                major,
                minor,
                build);
    }

    /** The same machine with another build of the same version. */
    public InfTarget withBuild(int otherBuild) {
        return new InfTarget(architecture, major, minor, otherBuild);
    }

    /** Whether this system is that version and build, or a later one. */
    boolean isAtLeast(int otherMajor, int otherMinor, int otherBuild) {
        if (major != otherMajor) {
            return major > otherMajor;
        }
        return minor != otherMinor ? minor > otherMinor : build >= otherBuild;
    }

    @Override
    public String toString() {
        return architecture + " " + major + "." + minor + "." + build;
    }
}
