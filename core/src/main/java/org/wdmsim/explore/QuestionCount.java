package org.wdmsim.explore;

import org.wdmsim.sched.Question;

/** Counts the questions of a run within each turn of a thread. */
final class QuestionCount {
    private int asker = -1;
    private int turn;
    private int asked;

    /** Which question of its turn this is, counted from 0; to be called once for each question. */
    int next(Question question) {
        int thread = question.asker().number();
        if (thread != asker || question.asker().turns() != turn) {
            asker = thread;
            turn = question.asker().turns();
            asked = 0;
        }
        return asked++;
    }
}
