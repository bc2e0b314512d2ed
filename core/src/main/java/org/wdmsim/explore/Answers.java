package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.ScheduleDiverged;

/**
 * The answers that are given in one transition. Every way to give them is tried, one after the other: the last answer that has
 * an alternative left is given anew, and those after it begin with 0.
 */
final class Answers {
    private static final int UNKNOWN = 0;

    private int[] values = new int[0];
    private int[] sizes = new int[0]; // of the questions; UNKNOWN until they were asked
    private int count;
    private int given; // in this run

    /** Another thread goes. */
    void clear() {
        count = 0;
        given = 0;
    }

    /** These are to be given, whatever the sizes of the questions. */
    void mustBe(int[] wanted) {
        values = wanted.clone();
        sizes = new int[wanted.length];
        count = wanted.length;
        given = 0;
    }

    /** The transition is taken once more, with the answers that are known. */
    void begin() {
        given = 0;
    }

    /** @param isTakenAgain true when the transition is to ask the same questions as in the run before, and no more */
    int to(Question question, boolean isTakenAgain) {
        if (given == count) {
            if (isTakenAgain) {
                throw ScheduleDiverged.fromRunBefore(question.index(), 1, question.size());
            }
            add(question.size());
        } else if (sizes[given] == UNKNOWN && values[given] < question.size()) {
            sizes[given] = question.size();
        } else if (sizes[given] != question.size()) {
            throw ScheduleDiverged.fromRunBefore(
                    question.index(), Math.max(sizes[given], values[given] + 1), question.size());
        }
        return values[given++];
    }

    private void add(int size) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count + 4);
            sizes = Arrays.copyOf(sizes, count + 4);
        }
        values[count] = 0;
        sizes[count++] = size;
    }

    /** False when a question that is known was not asked. */
    boolean areAllGiven() {
        return given == count;
    }

    /** True when nothing was asked. */
    boolean isNone() {
        return count == 0;
    }

    /** Goes to the next way to answer; false when there is none. */
    boolean next() {
        while (count > 0 && values[count - 1] + 1 == sizes[count - 1]) {
            count--;
        }
        if (count == 0) {
            return false;
        }
        values[count - 1]++;
        return true;
    }

    int[] values() {
        return Arrays.copyOf(values, count);
    }
}
