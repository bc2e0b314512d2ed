package org.wdmsim.sched;

/**
 * How long a side watches for its turn before it parks. To park and be woken costs many times a hand-over between two
 * threads that are both awake.
 *
 * @param spins looks with nothing but a pause between them
 * @param yields looks with the processor offered to others between them
 */
record Patience(int spins, int yields) {
    /** Parks at once. */
    static final int BS = Integer.getInteger("bs", 0);

    static final int BY = Integer.getInteger("by", 0);
    static final Patience NONE = new Patience(0, 0);

    /** For platform threads. With one processor the other side cannot move while we spin. */
    static Patience ofPlatformThreads(int processors) {
        return new Patience(processors > 1 ? Integer.getInteger("spins", 200) : 0, Integer.getInteger("yields", 20));
    }

    /** True once the turn has come, false when patience has run out. */
    boolean waitFor(Baton baton, boolean bodyTurn) {
        int sp = bodyTurn ? BS : spins;
        int ye = bodyTurn ? BY : yields;
        for (int i = 0; i < sp; i++) {
            if (baton.isBodyTurn() == bodyTurn) {
                return true;
            }
            Thread.onSpinWait();
        }
        for (int i = 0; i < ye; i++) {
            if (baton.isBodyTurn() == bodyTurn) {
                return true;
            }
            Thread.yield();
        }
        return baton.isBodyTurn() == bodyTurn;
    }
}
