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
            // So that it does not commute with one that may touch anything.
            add(TransitionListener.EVERYTHING, Touch.READ);
        }
        for (int i = 0; i < size; i++) {
            if (what[i] == thing) {
                how[i] = how[i].and(way);
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

    void addAll(Touches others) {
        for (int i = 0; i < others.size; i++) {
            add(others.what[i], others.how[i]);
        }
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

    /**
     * True when one who sleeps, and whose next turn touches these, sleeps on after a turn that touched the others: what he
     * could do now is known from the runs in which he went first.
     */
    boolean sleepThrough(Touches others) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < others.size; j++) {
                if (what[i] == others.what[j] && !others.how[j].needNotPrecede(how[i])) {
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
