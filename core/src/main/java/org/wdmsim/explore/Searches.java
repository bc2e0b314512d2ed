package org.wdmsim.explore;

import java.util.List;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.SchedulePolicy;

/** The searches by their names. */
public final class Searches {
    /** The forms of a name. */
    public static final List<String> FORMS =
            List.of("random", "pct", "pct:D", "pos", "round-robin", "dfs", "dfs:N", "dpor");

    private static final int USUAL_DEPTH = 3;

    private Searches() {}

    /**
     * The search with this name: {@code random}, {@code pos}, {@code pct:D} with D steps that must come in a certain order,
     * {@code dfs:N} with N preemptions, {@code dfs} without a bound, {@code dpor} for all that differ by more than the order of
     * steps that commute, {@code round-robin} for one run.
     *
     * @param seed for a search by chance: of its first run
     * @throws IllegalArgumentException saying what is wrong, and what the names are
     */
    public static Search parse(String name, long seed) {
        String[] parts = name.strip().split(":", 2);
        return switch (parts[0]) {
            case "random" -> plain(parts, new RandomWalk(seed));
            case "pos" -> plain(parts, new PosSearch(seed));
            case "round-robin" -> plain(parts, new RoundRobin());
            case "pct" -> new PctSearch(parts.length == 1 ? USUAL_DEPTH : number(name, parts[1], 1), seed);
            case "dfs" -> parts.length == 1 ? BoundedSearch.unbounded() : new BoundedSearch(number(name, parts[1], 0));
            case "dpor" -> plain(parts, new DporSearch());
            default ->
                throw new IllegalArgumentException(
                        "no policy is called \"" + name + "\"; the forms are " + String.join(", ", FORMS));
        };
    }

    private static Search plain(String[] parts, Search search) {
        if (parts.length > 1) {
            throw new IllegalArgumentException(
                    "policy " + parts[0] + " has no number; leave \":" + parts[1] + "\" away");
        }
        return search;
    }

    private static int number(String name, String digits, int least) {
        try {
            int value = Integer.parseInt(digits);
            if (value >= least && value <= 1_000) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, together with numbers out of range.
        }
        throw new IllegalArgumentException(
                "policy \"" + name + "\" needs a number from " + least + " to 1000 behind the colon");
    }

    /** Another thread at every step: one run. */
    private static final class RoundRobin implements Search {
        private boolean isDone;

        @Override
        public String name() {
            return "round-robin";
        }

        @Override
        public String bound() {
            return "with another thread at every step";
        }

        @Override
        public SchedulePolicy next() {
            SchedulePolicy policy = isDone ? null : Policies.roundRobin();
            isDone = true;
            return policy;
        }
    }
}
