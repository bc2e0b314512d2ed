package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulePolicy;

/**
 * Every schedule with at most so many preemptions, one after the other: depth first, with the last choice that has an
 * alternative left taken anew. A preemption is a choice against a thread that could go on. Questions that the machine asks are
 * answered in every way.
 */
public final class BoundedSearch implements Search, SchedulePolicy {
    // The path of the run before: at each choice which candidate it took, how many there were, and how many preemptions
    // were spent before. The next run follows it up to the choice that changes, and takes candidate 0 from there on.
    private final int bound;
    private final int floor; // so many choices are not taken anew
    private byte[] taken = new byte[64];
    private int[] sizes = new int[64];
    private int[] spent = new int[64];
    private boolean[] costs = new boolean[64]; // true when any candidate but 0 is a preemption
    private int length;
    private int prefix;
    private boolean begun;
    private boolean learns; // the sizes along its prefix: in a first run that has one

    /** A search with this bound; {@link #unbounded} for none. */
    public BoundedSearch(int bound) {
        if (bound < 0) {
            throw new IllegalArgumentException("a schedule cannot have " + bound + " preemptions; give 0 or more");
        }
        this.bound = bound;
        this.floor = 0;
    }

    /**
     * A part: the schedules from a certain path on.
     *
     * @param floor how many choices stay as they are in that path; when one of them would be next, the part is done
     * @param path the choices of the first run; it goes on with candidate 0
     */
    private BoundedSearch(int bound, int floor, byte[] path) {
        this.bound = bound;
        this.floor = floor;
        this.taken = Arrays.copyOf(path, Math.max(64, path.length + 1));
        this.sizes = new int[taken.length];
        this.spent = new int[taken.length];
        this.costs = new boolean[taken.length];
        this.prefix = path.length;
        this.learns = true;
    }

    /** Every schedule there is. */
    public static BoundedSearch unbounded() {
        return new BoundedSearch(Integer.MAX_VALUE);
    }

    @Override
    public String name() {
        return bound == Integer.MAX_VALUE ? "dfs" : "dfs:" + bound;
    }

    @Override
    public String bound() {
        return bound == Integer.MAX_VALUE
                ? "with any number of preemptions"
                : "with at most " + bound + (bound == 1 ? " preemption" : " preemptions");
    }

    /** The part of this search from a path on, as long as so many choices stay as they are in it. */
    BoundedSearch part(int stay, byte[] path) {
        return new BoundedSearch(bound, stay, path);
    }

    /** The choices that the run which was asked for last is to make; it goes on with candidate 0. */
    byte[] path() {
        return Arrays.copyOf(taken, prefix);
    }

    /** What the choices of the last run looked like. */
    Spine spine() {
        return new Spine(bound, Arrays.copyOf(sizes, length), Arrays.copyOf(costs, length));
    }

    @Override
    public SchedulePolicy next() {
        if (!begun) {
            begun = true;
            return this;
        }
        learns = false;
        prefix = length;
        while (prefix > floor && !hasAlternative(prefix - 1)) {
            prefix--;
        }
        if (prefix == floor) {
            return null;
        }
        taken[prefix - 1]++;
        length = 0;
        return this;
    }

    private boolean hasAlternative(int choice) {
        return (taken[choice] & 0xFF) + 1 < sizes[choice] && (!costs[choice] || spent[choice] < bound);
    }

    @Override
    public int choose(ChoicePoint point) {
        return take(point.index(), point.size(), point.currentCanGoOn());
    }

    /** Every answer is tried; none of them is a preemption. How many calls are made to fail, the machine limits. */
    @Override
    public int answer(Question question) {
        return take(question.index(), question.size(), false);
    }

    private int take(int choice, int size, boolean isCostly) {
        if (choice >= prefix || learns) {
            learn(choice, size, isCostly);
        } else if (size != sizes[choice]) {
            throw ScheduleDiverged.fromRunBefore(choice, sizes[choice], size);
        }
        int candidate = taken[choice] & 0xFF;
        spent[choice + 1] = (choice == 0 ? 0 : spent[choice]) + (costs[choice] && candidate > 0 ? 1 : 0);
        length = choice + 1;
        return candidate;
    }

    /** A run that is over too soon leaves out the choice that was to be taken anew, and all that come after it. */
    @Override
    public void ended(ExploredRun run) {
        if (run.isClean() && length < prefix) {
            throw ScheduleDiverged.atItsEnd(length, prefix);
        }
    }

    private void learn(int choice, int size, boolean isCostly) {
        enlarge(choice);
        sizes[choice] = size;
        costs[choice] = isCostly;
        if (choice >= prefix) {
            taken[choice] = 0;
        } else if ((taken[choice] & 0xFF) >= size) {
            throw ScheduleDiverged.fromRunBefore(choice, (taken[choice] & 0xFF) + 1, size);
        }
    }

    private void enlarge(int choice) {
        if (choice + 1 >= taken.length) {
            taken = Arrays.copyOf(taken, taken.length * 2);
            sizes = Arrays.copyOf(sizes, sizes.length * 2);
            spent = Arrays.copyOf(spent, spent.length * 2);
            costs = Arrays.copyOf(costs, costs.length * 2);
        }
    }
}
