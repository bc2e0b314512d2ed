package org.wdmsim.ke;

import java.util.List;

/**
 * A place from which a routine that can fail is called: one distinct call stack of driver code.
 *
 * @param number counted from 1 in the order in which a run comes to its sites
 * @param routine the routine, by its DDI's name
 * @param stack the driver's lines, innermost first: {@code ToasterFunction.java:42}
 */
public record FaultSite(int number, String routine, List<String> stack) {
    /**
     * What stays the same about a site from run to run: its number does not, when another failure has changed the way there.
     *
     * @param routine the routine, by its DDI's name
     * @param stack the driver's lines, innermost first
     */
    public record Place(String routine, List<String> stack) {
        public Place {
            stack = List.copyOf(stack);
        }

        @Override
        public String toString() {
            return routine + (stack.isEmpty() ? "" : " at " + String.join(" < ", stack));
        }
    }

    /** Where it is, whatever its number. */
    public Place place() {
        return new Place(routine, stack);
    }

    @Override
    public String toString() {
        return "site " + number + ", " + place();
    }
}
