package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;

/**
 * What a machine leaves to its schedule beside who runs. Without any of it a schedule says who runs and nothing else.
 *
 * @param mostFaults how many calls of routines that can fail are made to fail at most; which ones, the schedule says
 * @param anyWaiter true: when more threads wait than can be set free, the schedule says who is; false: the one that has waited
 *     longest
 * @param openOutcomes true: where Windows leaves open what happens, and there is an option for it, the schedule says what
 *     happens; false: the options do
 */
public record OpenChoices(int mostFaults, boolean anyWaiter, boolean openOutcomes) {
    /** Who runs, and nothing else. */
    public static final OpenChoices NONE = new OpenChoices(0, false, false);

    public OpenChoices {
        if (mostFaults < 0) {
            throw new IllegalArgumentException(
                    mostFaults + " calls cannot be made to fail; give 0 or more, as the most that may fail in a run");
        }
    }

    /** The same with at most so many calls made to fail. */
    public OpenChoices withFaults(int most) {
        return new OpenChoices(most, anyWaiter, openOutcomes);
    }

    /** The same with any waiter set free, or the one that has waited longest. */
    public OpenChoices withAnyWaiter(boolean value) {
        return new OpenChoices(mostFaults, value, openOutcomes);
    }

    /** The same with outcomes left open, or as the options say. */
    public OpenChoices withOpenOutcomes(boolean value) {
        return new OpenChoices(mostFaults, anyWaiter, value);
    }

    /**
     * What a search means that has tried every schedule, with this in words too: {@code with at most 1 preemption and at most
     * 1 injected fault}.
     *
     * @param bound what it would mean with nothing left open; null for a search that has no end
     */
    public String in(String bound) {
        List<String> more = inWords();
        if (bound == null || more.isEmpty()) {
            return bound;
        }
        int end = bound.indexOf(',') < 0 ? bound.length() : bound.indexOf(',');
        StringBuilder all = new StringBuilder(bound.substring(0, end));
        for (int i = 0; i < more.size(); i++) {
            all.append(i < more.size() - 1 ? ", " : " and ").append(more.get(i));
        }
        return all.append(bound.substring(end)).toString();
    }

    private List<String> inWords() {
        List<String> more = new ArrayList<>();
        if (mostFaults > 0) {
            more.add("at most " + mostFaults + (mostFaults == 1 ? " injected fault" : " injected faults"));
        }
        if (anyWaiter) {
            more.add("any waiter set free");
        }
        if (openOutcomes) {
            more.add("either outcome where Windows leaves it open");
        }
        return more;
    }
}
