package org.wdmsim.ke;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.wdmsim.sched.SplitMix64;

/**
 * Ways to make routines fail that can fail on Windows. Each is for one run; the same way with the same numbers makes the
 * same calls fail in the same schedule. A program's own calls fail only when they are named: what is tried is whether
 * drivers cope.
 */
public final class Faults {
    private Faults() {}

    /** Nothing fails. */
    public static FaultPolicy none() {
        return call -> false;
    }

    /** Every call of some routines fails. */
    public static FaultPolicy routines(Predicate<String> failing) {
        return call -> failing.test(call.routine());
    }

    /**
     * One call of one routine fails.
     *
     * @param routine the DDI's name
     * @param count which call of it, counted from 1
     */
    public static FaultPolicy call(String routine, int count) {
        return call -> call.routine().equals(routine) && call.count() == count;
    }

    /**
     * Each call fails with a probability.
     *
     * @param perMille of 1000 calls, so many fail in the long run
     */
    public static FaultPolicy probability(long seed, int perMille) {
        if (perMille < 0 || perMille > 1_000) {
            throw new IllegalArgumentException(perMille + " of 1000 calls cannot fail; give a number from 0 to 1000");
        }
        SplitMix64 random = new SplitMix64(seed);
        return call -> !call.isByProgram() && random.below(1_000) < perMille;
    }

    /** The first call from each site fails, later ones from there do not: Driver Verifier's systematic simulation in one run. */
    public static FaultPolicy firstCallOfEachSite() {
        Set<FaultSite> seen = new HashSet<>();
        return call -> !call.isByProgram() && seen.add(call.site());
    }

    /**
     * The first call from one site fails, and nothing else: so that what goes wrong afterwards has one cause.
     *
     * @param number of the site, counted from 1 in the order in which the run comes to its sites
     */
    public static FaultPolicy firstCallOfSite(int number) {
        Set<FaultSite> seen = new HashSet<>();
        return call ->
                !call.isByProgram() && seen.add(call.site()) && call.site().number() == number;
    }

    /** The forms that {@link #parse} reads, for a help text. */
    public static final String FORMS =
            "none, ROUTINE (every call), ROUTINE:N (its Nth call), site:N (the first call from the Nth call stack),"
                    + " each-site (the first call from each), probability:N (N of 1000 calls)";

    /**
     * Reads the text form of a policy.
     *
     * @param seed for {@code probability:N}
     * @throws IllegalArgumentException saying what is wrong and what was expected
     */
    public static FaultPolicy parse(String text, long seed) {
        String[] parts = text.strip().split(":", -1);
        boolean hasNumber = parts.length == 2;
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw unreadable(text);
        }
        switch (parts[0]) {
            case "none":
            case "each-site":
                if (hasNumber) {
                    throw unreadable(text);
                }
                return parts[0].equals("none") ? none() : firstCallOfEachSite();
            case "site":
                return firstCallOfSite(number(text, parts, 1, Integer.MAX_VALUE));
            case "probability":
                return probability(seed, number(text, parts, 0, 1_000));
            default:
                if (!parts[0].matches("[A-Z][A-Za-z0-9]+")) {
                    throw unreadable(text);
                }
                return hasNumber
                        ? call(parts[0], number(text, parts, 1, Integer.MAX_VALUE))
                        : routines(parts[0]::equals);
        }
    }

    private static int number(String text, String[] parts, int least, int most) {
        try {
            int value = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, together with numbers out of range.
        }
        throw unreadable(text);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" does not say which calls are to fail; expected one of: " + FORMS);
    }
}
