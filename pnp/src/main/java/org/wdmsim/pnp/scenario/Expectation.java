package org.wdmsim.pnp.scenario;

/**
 * Something that was expected of a run.
 *
 * @param what in words
 * @param held true when it came so
 */
public record Expectation(String what, boolean held) {}
