package org.wdmsim.sched;

/** The simple policies. */
public final class Policies {
    private Policies() {}

    /** Each thread runs until it waits or ends. */
    public static SchedulePolicy first() {
        return point -> 0;
    }

    /** Another thread at every step. */
    public static SchedulePolicy roundRobin() {
        return point -> point.currentCanGoOn() ? 1 : 0;
    }

    /** A random walk: every candidate is as likely as any other; questions have {@link RandomAnswers}. */
    public static SchedulePolicy random(long seed) {
        return new ByChance(seed);
    }

    /** The choices of a schedule, then always candidate 0, and answer 0. */
    public static SchedulePolicy replay(Schedule schedule) {
        return new Replay(schedule);
    }

    private static final class ByChance implements SchedulePolicy {
        private final SplitMix64 chance;
        private final RandomAnswers answers;

        ByChance(long seed) {
            chance = new SplitMix64(seed);
            answers = new RandomAnswers(seed);
        }

        @Override
        public int choose(ChoicePoint point) {
            return chance.below(point.size());
        }

        @Override
        public int answer(Question question) {
            return answers.to(question);
        }
    }

    private record Replay(Schedule schedule) implements SchedulePolicy {
        @Override
        public int choose(ChoicePoint point) {
            int choice = schedule.choice(point.index());
            if (choice >= point.size()) {
                throw ScheduleDiverged.candidate(point.index(), choice, point.size());
            }
            return choice;
        }

        @Override
        public int answer(Question question) {
            int choice = schedule.choice(question.index());
            if (choice >= question.size()) {
                throw ScheduleDiverged.answer(question, choice);
            }
            return choice;
        }
    }
}
