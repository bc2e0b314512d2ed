package org.wdmsim.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The trace for a person: one line a step, indented by how deep in drivers its thread is. */
final class TraceText {
    private TraceText() {}

    static String of(Trace trace) {
        StringBuilder out = new StringBuilder();
        out.append("  step  time(ms) cpu irql thread            event\n");
        Map<String, Integer> depths = new HashMap<>();
        for (TraceEntry entry : trace.entries()) {
            TraceEvent event = entry.event();
            int depth = depths.getOrDefault(event.thread(), 0);
            int nesting = event.kind().info().nesting();
            if (nesting < 0) {
                depth = Math.max(0, depth - 1);
            }
            out.append(String.format(
                    Locale.ROOT,
                    "%6d %9s %3d %4d %-17s %s%s%n",
                    event.step(),
                    millis(event.ticks()),
                    event.processor(),
                    event.irql().level(),
                    event.thread(),
                    "  ".repeat(depth),
                    entry.describe()));
            depths.put(event.thread(), nesting > 0 ? depth + 1 : depth);
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    private static String millis(long ticks) {
        return ticks / 10_000 + "." + String.format(Locale.ROOT, "%04d", ticks % 10_000);
    }
}
