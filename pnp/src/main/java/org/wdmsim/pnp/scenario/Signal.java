package org.wdmsim.pnp.scenario;

import org.wdmsim.ke.KEvent;

/**
 * A moment in a story that other threads of it wait for. Once a thread of the story cannot go on, nobody waits any more:
 * those who wait cannot go on either.
 */
public final class Signal {
    private final Stage stage;
    private final KEvent event;

    Signal(Stage stage, KEvent event) {
        this.stage = stage;
        this.event = event;
    }

    /** The moment has come. */
    public void set() {
        event.set();
    }

    /** Waits until the moment has come. */
    public void await() {
        event.waitFor(KEvent.FOREVER);
        stage.mustGoOn();
    }

    void release() {
        event.setNow();
    }
}
