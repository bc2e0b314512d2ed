package org.wdmsim.pnp.scenario;

import java.util.function.Consumer;

/**
 * A story: a machine with drivers, somebody who does things to it, and what must then be true.
 *
 * @param name how it is called on a command line: {@code surprise-removal}
 * @param title one line for a list
 * @param story what happens, for a person
 * @param lab the drivers and what is plugged in when the machine starts
 * @param play sets up the threads and expectations; called once for each run, before the machine runs
 * @param asksTrace true when an expectation may look into {@link Stage#trace}: then each run of an exploration keeps one
 */
public record Scenario(String name, String title, String story, Lab lab, Consumer<Stage> play, boolean asksTrace) {
    /** A story whose expectations may look into the trace. */
    public Scenario(String name, String title, String story, Lab lab, Consumer<Stage> play) {
        this(name, title, story, lab, play, true);
    }

    /** The same, for a story that never calls {@link Stage#trace}: it is explored faster. */
    public Scenario withoutTrace() {
        return new Scenario(name, title, story, lab, play, false);
    }
}
