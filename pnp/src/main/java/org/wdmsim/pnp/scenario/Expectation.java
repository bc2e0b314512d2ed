package org.wdmsim.pnp.scenario;

import java.util.List;

/**
 * Something that was expected of a run.
 *
 * @param what in words
 * @param held true when it came so
 */
public record Expectation(String what, boolean held) {
    /** The first that did not come so; empty when all did. */
    static String complaint(List<Expectation> expectations) {
        return expectations.stream()
                .filter(expectation -> !expectation.held())
                .findFirst()
                .map(expectation -> "not as expected: " + expectation.what())
                .orElse("");
    }
}
