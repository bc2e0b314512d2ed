package org.wdmsim.trace;

import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;

/**
 * One step of the machine. The kind says what the two arguments mean.
 *
 * @param step number of the step, counted from 1
 * @param ticks virtual time in units of 100 ns
 * @param thread name of the simulated thread
 * @param processor number of the simulated processor it runs on
 * @param irql level of that processor when the step began
 * @param kind what the step does
 * @param subject the object it acts on, or null
 * @param first first argument, or null
 * @param second second argument, or null
 */
public record TraceEvent(
        int step,
        long ticks,
        String thread,
        int processor,
        Irql irql,
        StepKind kind,
        KernelObject subject,
        Object first,
        Object second) {
    /** An argument or a result as it is printed: objects by name, everything else by its own text. */
    public static String text(Object value) {
        return value instanceof KernelObject object ? object.objectName() : String.valueOf(value);
    }

    /** The subject's name, or an empty text. */
    public String subjectName() {
        return subject == null ? "" : subject.objectName();
    }

    /** The event in words, without its coordinates. */
    public String describe() {
        StringBuilder text = new StringBuilder(kind.title());
        if (subject != null) {
            text.append(' ').append(subject.objectName());
        }
        append(text, kind.info().first(), first);
        append(text, kind.info().second(), second);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, Object value) {
        if (value == null) {
            return;
        }
        text.append(' ');
        if (!name.isEmpty()) {
            text.append(name).append('=');
        }
        text.append(text(value));
    }

    @Override
    public String toString() {
        return step + " " + thread + ": " + describe();
    }
}
