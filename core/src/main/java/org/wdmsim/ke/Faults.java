package org.wdmsim.ke;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.wdmsim.sched.SplitMix64;

/**
 * Ways to make routines fail that can fail on Windows. Each is for one run; the same way with the same numbers makes the
 * same calls fail in the same schedule. A program's own calls fail only when they are named: what is tried is whether
 * drivers cope.
 */
public final class Faults {
    private static final FaultPolicy NONE = call -> false;

    private Faults() {}

    /** Nothing fails, and no call is looked at. */
    public static FaultPolicy none() {
        return NONE;
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
        return firstCallOfSites(Set.of(number));
    }

    /**
     * The first call from each of some sites fails, and nothing else.
     *
     * @param numbers of the sites, counted from 1 in the order in which this run comes to its sites, failures included
     */
    public static FaultPolicy firstCallOfSites(Set<Integer> numbers) {
        return firstCallOf(site -> numbers.contains(site.number()));
    }

    /** The first call from each of some places fails, and nothing else. Every site of the run becomes known. */
    public static FaultPolicy firstCallOfPlaces(Set<FaultSite.Place> places) {
        Set<FaultSite.Place> failing = Set.copyOf(places);
        return firstCallOf(site -> failing.contains(site.place()));
    }

    private static FaultPolicy firstCallOf(Predicate<FaultSite> failing) {
        Set<FaultSite> seen = new HashSet<>();
        return call -> !call.isByProgram() && seen.add(call.site()) && failing.test(call.site());
    }

    /**
     * The text that makes {@link #parse} fail these calls again in the same schedule.
     *
     * @param faults what a policy by site or by place made fail in one run
     */
    public static String sitesOf(List<InjectedFault> faults) {
        if (faults.isEmpty()) {
            return "none";
        }
        return faults.stream()
                .map(fault -> Integer.toString(fault.site().number()))
                .collect(Collectors.joining("+", "site:", ""));
    }

    /** The forms that {@link #parse} reads, for a help text. */
    public static final String FORMS =
            "none, ROUTINE (every call), ROUTINE:N (its Nth call), site:N or site:N+M (the first call from the Nth"
                    + " call stack, and from the Mth), each-site (the first call from each), probability:N (N of 1000 calls)";

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
                return firstCallOfSites(siteNumbers(text, parts));
            case "probability":
                return probability(seed, number(text, parts, 0, 1_000));
            default:
                mustBeFallible(text, parts[0]);
                return hasNumber
                        ? call(parts[0], number(text, parts, 1, Integer.MAX_VALUE))
                        : routines(parts[0]::equals);
        }
    }

    private static void mustBeFallible(String text, String routine) {
        if (!routine.matches("[A-Z][A-Za-z0-9]+")) {
            throw unreadable(text);
        }
        if (!FallibleRoutines.names().contains(routine)) {
            throw new IllegalArgumentException("no routine that can fail is called \"" + routine + "\"; known: "
                    + String.join(", ", FallibleRoutines.names()));
        }
    }

    private static Set<Integer> siteNumbers(String text, String[] parts) {
        if (parts.length != 2) {
            throw unreadable(text);
        }
        Set<Integer> numbers = new HashSet<>();
        for (String one : parts[1].split("\\+", -1)) {
            numbers.add(number(text, new String[] {parts[0], one}, 1, Integer.MAX_VALUE));
        }
        return numbers;
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
