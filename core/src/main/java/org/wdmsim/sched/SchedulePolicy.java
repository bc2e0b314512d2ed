package org.wdmsim.sched;

/**
 * Who goes next. Asked whenever there is more than one answer.
 *
 * <p>Candidate 0 is the running thread if it can go on, otherwise the next one after it in the order of creation; the
 * others follow in that order, round and round. So "always 0" lets each thread run as far as it can, and "always 1"
 * changes thread at every step.
 *
 * <p>A machine may also leave open what happens: see {@link Question}. The answers are part of the schedule, in the order in
 * which they are given.
 */
public interface SchedulePolicy {
    /**
     * Picks a candidate.
     *
     * @param point what there is to choose from; valid only during the call
     * @return a number from 0 to {@code point.size() - 1}
     */
    int choose(ChoicePoint point);

    /**
     * Answers a question of the machine's that is not about threads; 0 unless the policy has something to say. Asked only in
     * a machine that leaves such questions open.
     *
     * @return a number from 0 to {@code question.size() - 1}
     */
    default int answer(Question question) {
        return 0;
    }
}
