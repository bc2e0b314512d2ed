package org.wdmsim.verifier;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** For each thread a stack of what it is in. */
final class ThreadStacks<T> {
    // Looked up only, never walked. Most steps are of the thread that took the step before: it is found at once.
    private final Map<String, Deque<T>> stacks = new HashMap<>();
    private String lastThread;
    private Deque<T> last;

    /** The stack of the thread with this name. */
    Deque<T> of(String thread) {
        if (thread != lastThread) { // the same object, or looked up
            last = stacks.computeIfAbsent(thread, name -> new ArrayDeque<>());
            lastThread = thread;
        }
        return last;
    }
}
