package org.wdmsim.machine;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind.Family;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.trace.TraceEntry;
import org.wdmsim.trace.TraceEvent;

/**
 * Steps of several threads side by side: a column for each thread, time running down.
 *
 * <pre>
 *   step  pnp worker                          client
 *     41                                      toaster#5: IoAcquireRemoveLock(irp#9) STATUS_SUCCESS
 *     42  toaster#5: IoDeleteDevice
 * </pre>
 */
final class ThreadColumns {
    private ThreadColumns() {}

    /** Draws these entries; {@code mark} stands behind the last one. */
    static String draw(List<TraceEntry> entries, String mark) {
        List<String> threads = new ArrayList<>();
        for (TraceEntry entry : entries) {
            if (!threads.contains(entry.event().thread())) {
                threads.add(entry.event().thread());
            }
        }
        int[] widths = new int[threads.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = threads.get(i).length();
        }
        for (TraceEntry entry : entries) {
            int column = threads.indexOf(entry.event().thread());
            widths[column] = Math.max(widths[column], cell(entry).length());
        }
        StringBuilder out = new StringBuilder(line("step", threads, widths));
        for (int i = 0; i < entries.size(); i++) {
            TraceEntry entry = entries.get(i);
            List<String> cells = new ArrayList<>();
            for (String thread : threads) {
                cells.add(thread.equals(entry.event().thread()) ? cell(entry) : "");
            }
            String text = line(Integer.toString(entry.event().step()), cells, widths);
            boolean last = i == entries.size() - 1 && !mark.isEmpty();
            out.append(last ? text.stripTrailing() + "   <- " + mark + "\n" : text);
        }
        return out.toString();
    }

    private static String line(String step, List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder(" ".repeat(Math.max(0, 6 - step.length()))).append(step);
        for (int i = 0; i < cells.size(); i++) {
            text.append("  ")
                    .append(cells.get(i))
                    .append(" ".repeat(widths[i] - cells.get(i).length()));
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String cell(TraceEntry entry) {
        TraceEvent event = entry.event();
        String result = entry.isAnswered() && entry.result() != null ? " " + TraceEvent.text(entry.result()) : "";
        if (event.kind() == IoStep.DISPATCH_ENTER) {
            return owner(event.subject()) + ": dispatch of " + event.second() + " (" + TraceEvent.text(event.first())
                    + ")";
        }
        if (event.kind().family() != Family.DDI) {
            return event.describe();
        }
        String argument = event.first() == null ? "" : TraceEvent.text(event.first());
        if (event.kind() == IoStep.IO_CALL_DRIVER) {
            return event.kind().title() + "(" + event.subjectName() + ", " + argument + ")" + result;
        }
        String brackets = argument.isEmpty() ? "" : "(" + argument + ")";
        String owner = event.subject() == null ? "" : owner(event.subject()) + ": ";
        return owner + event.kind().title() + brackets + result;
    }

    private static String owner(KernelObject subject) {
        if (subject instanceof RemoveLock lock) {
            return lock.device().objectName();
        }
        return subject == null ? "" : subject.objectName();
    }
}
