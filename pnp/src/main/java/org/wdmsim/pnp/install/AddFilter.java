package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An AddFilter directive: a filter that says where it belongs rather than what the whole list shall be.
 *
 * @param filter the service's name
 * @param level the level it asks for; empty where it asks for a position
 * @param upper the position it asks for, where it asks for no level
 * @param line where it stands
 */
record AddFilter(String filter, String level, boolean upper, InfLine line) {
    /** Windows 10 version 1903, the first that reads the directive. */
    static final int FIRST_BUILD = 18362;

    /** The directives of a .Filters section, in order. */
    static List<AddFilter> read(InfFile file, InfSection section) {
        List<AddFilter> directives = new ArrayList<>();
        for (InfLine line : section.all("AddFilter")) {
            directives.add(parse(file, line));
        }
        return directives;
    }

    private static AddFilter parse(InfFile file, InfLine line) {
        String filter = line.text(0);
        if (filter.isEmpty() || line.text(2).isEmpty()) {
            throw line.error(
                    "AddFilter lacks the filter's name or its section",
                    "AddFilter = service name, , filter-install section");
        }
        line.number(1, "AddFilter flags", 0);
        InfSection.Reference reference = new InfSection.Reference(line.text(2), line);
        InfSection section = file.section(reference, "AddFilter " + filter);
        Optional<InfLine> level = section.first("FilterLevel");
        Optional<InfLine> position = section.first("FilterPosition");
        if (level.isPresent() == position.isPresent()) {
            throw line.error(
                    "[" + section.name() + "] has "
                            + (level.isPresent() ? "both FilterLevel and" : "neither FilterLevel nor")
                            + " FilterPosition",
                    "exactly one of them");
        }
        if (level.isPresent()) {
            return new AddFilter(filter, level.get().text(0), false, line);
        }
        return new AddFilter(filter, "", isUpper(position.get()), line);
    }

    private static boolean isUpper(InfLine position) {
        String text = position.text(0);
        if (text.equalsIgnoreCase("Upper") || text.equalsIgnoreCase("Lower")) {
            return text.equalsIgnoreCase("Upper");
        }
        throw position.error("FilterPosition is \"" + text + "\"", "Upper or Lower");
    }
}
