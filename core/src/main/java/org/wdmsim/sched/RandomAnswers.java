package org.wdmsim.sched;

/**
 * Answers to questions by chance, with a generator of their own, so that the order of threads does not depend on what is
 * asked. A call is seldom made to fail. How seldom is drawn for each run, so that late calls have their turn as well as
 * early ones.
 */
public final class RandomAnswers {
    private static final long OTHER_THAN_THREADS = 0x5851F42D4C957F2DL;
    private static final int RAREST = 8; // one call of 256

    private final SplitMix64 chance;
    private final int callsToOneFault;

    /** Answers of one run. */
    public RandomAnswers(long seed) {
        chance = new SplitMix64(seed ^ OTHER_THAN_THREADS);
        callsToOneFault = 2 << chance.below(RAREST);
    }

    /** An answer, from 0 to the question's size less 1. */
    public int to(Question question) {
        if (question.about() == Question.About.FAULT) {
            return chance.below(callsToOneFault) == 0 ? 1 : 0;
        }
        return chance.below(question.size());
    }
}
