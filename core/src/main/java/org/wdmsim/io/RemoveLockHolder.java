package org.wdmsim.io;

import java.util.Objects;
import org.wdmsim.trace.TraceEvent;

/**
 * One share of a remove lock: a tracking block.
 *
 * @param tag what was given to acquire; may be null
 * @param what what the tag is, when it is an IRP: its major or minor function at that time
 * @param thread the thread that acquired it
 * @param sinceStep the step of the acquisition
 * @param sinceTicks the virtual time of the acquisition
 * @param site file and line of the acquisition; empty when call sites are not kept
 */
public record RemoveLockHolder(Object tag, String what, String thread, int sinceStep, long sinceTicks, String site) {
    boolean hasTag(Object other) {
        return sameTag(tag, other);
    }

    static boolean sameTag(Object tag, Object other) {
        return tag == other || (!(tag instanceof Irp) && Objects.equals(tag, other));
    }

    /** The share in words: {@code irp#9 (IRP_MJ_READ, thread "reader", since step 41, SparkleFilter.java:12)}. */
    public String describe() {
        StringBuilder text = new StringBuilder(TraceEvent.text(tag)).append(" (");
        if (!what.isEmpty()) {
            text.append(what).append(", ");
        }
        text.append("thread \"").append(thread).append("\", since step ").append(sinceStep);
        if (!site.isEmpty()) {
            text.append(", ").append(site);
        }
        return text.append(')').toString();
    }
}
