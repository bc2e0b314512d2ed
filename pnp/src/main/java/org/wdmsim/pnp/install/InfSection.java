package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A section with all its lines; where the file has several sections of one name, they have been joined.
 *
 * @param name as first written
 * @param number the line of its first header
 * @param lines in the order of the file
 */
record InfSection(String name, int number, List<InfLine> lines) {
    /** A section named by a line: {@code AddReg = a, b} names two. */
    record Reference(String section, InfLine line) {}

    /** The first line with this key; keys are compared without regard to case. */
    Optional<InfLine> first(String key) {
        return lines.stream().filter(line -> line.hasKey(key)).findFirst();
    }

    /** Every line with this key. */
    List<InfLine> all(String key) {
        return lines.stream().filter(line -> line.hasKey(key)).toList();
    }

    /** Every name in the lists after this key. */
    List<Reference> references(String key) {
        List<Reference> references = new ArrayList<>();
        for (InfLine line : all(key)) {
            for (String name : line.textsFrom(0)) {
                if (!name.isEmpty()) {
                    references.add(new Reference(name, line));
                }
            }
        }
        return references;
    }
}
