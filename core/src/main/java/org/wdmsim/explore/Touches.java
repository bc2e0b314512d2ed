package org.wdmsim.explore;

import java.util.Arrays;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.TransitionListener;

/** What one transition touched: each thing once, with the strongest way of touching it. */
final class Touches {
    private int[] what = new int[4];
    private Touch[] how = new Touch[4];
    private int size;

    void clear() {
        size = 0;
    }

    void add(int thing, Touch way) {
        if (size == 0 && thing != TransitionListener.EVERYTHING) {
            add(
                    TransitionListener.EVERYTHING,
                    Touch.READ); // so that it does not commute with one that may touch anything
        }
        for (int i = 0; i < size; i++) {
            if (what[i] == thing) {
                if (how[i] != way) {
                    how[i] = Touch.WRITE; // looking and adding together commute with neither
                }
                return;
            }
        }
        if (size == what.length) {
            what = Arrays.copyOf(what, size * 2);
            how = Arrays.copyOf(how, size * 2);
        }
        what[size] = thing;
        how[size++] = way;
    }

    int size() {
        return size;
    }

    int what(int number) {
        return what[number];
    }

    Touch how(int number) {
        return how[number];
    }

    /** True when the other has the same in the same order. */
    boolean isSame(Touches other) {
        if (size != other.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (what[i] != other.what[i] || how[i] != other.how[i]) {
                return false;
            }
        }
        return true;
    }

    /** True when nothing that both touch makes a difference to their order. */
    boolean commuteWith(Touches other) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < other.size; j++) {
                if (what[i] == other.what[j] && !how[i].commutesWith(other.how[j])) {
                    return false;
                }
            }
        }
        return true;
    }

    Touches copy() {
        Touches copy = new Touches();
        copy.what = Arrays.copyOf(what, Math.max(1, size));
        copy.how = Arrays.copyOf(how, Math.max(1, size));
        copy.size = size;
        return copy;
    }
}
