package org.wdmsim.ke;

import org.wdmsim.sched.Question;

/**
 * Something that went otherwise than in a machine that leaves it to nobody, because the schedule said so.
 *
 * @param about what kind of thing
 * @param step the step in which it happened
 * @param thread the thread that ran
 * @param what what happened, in words
 */
public record Answer(Question.About about, int step, String thread, String what) {
    /** The same in one line, for reports. */
    public String describe() {
        return what + ", step " + step + ", thread \"" + thread + "\"";
    }
}
