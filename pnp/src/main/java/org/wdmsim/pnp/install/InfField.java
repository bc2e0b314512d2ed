package org.wdmsim.pnp.install;

import java.util.List;

/**
 * One value of a line, its quotes removed and its tokens replaced.
 *
 * @param text what the file says
 * @param undefined the tokens in it that no {@code [Strings]} section defines, without their percent signs
 */
record InfField(String text, List<String> undefined) {
    static final InfField EMPTY = new InfField("", List.of());
}
