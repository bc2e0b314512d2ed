package org.wdmsim.sched;

import java.util.function.IntFunction;

/**
 * A choice that is not about who runs: what comes of something that the running thread does. Answer 0 is what comes in a
 * machine that asks nobody.
 *
 * @param index how many choices were made before this one
 * @param asker the running thread
 * @param about what kind of thing is open
 * @param size how many answers there are, at least 2
 * @param answers says in words what an answer means; called only when somebody wants to read it
 */
public record Question(int index, SimThread asker, About about, int size, IntFunction<String> answers) {
    /** What a machine may leave to its schedule. */
    public enum About {
        /** Whether a call that can fail does: 0 for no, 1 for yes. */
        FAULT,
        /** Which of the threads that wait for an object is set free. */
        WAITER,
        /** What Windows does where its documentation says nothing, or versions differ. */
        OUTCOME
    }

    /** What an answer means: "event "done" sets thread "reader" free". */
    public String inWords(int answer) {
        return answers.apply(answer);
    }
}
