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
 */
public record Scenario(String name, String title, String story, Lab lab, Consumer<Stage> play) {}
