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
                    onOneLine(entry.describe())));
            depths.put(event.thread(), nesting > 0 ? depth + 1 : depth);
        }
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    /** What a driver prints may hold anything; a step is one line all the same. */
    private static String onOneLine(String text) {
        if (text.chars().noneMatch(c -> c < 0x20)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < 0x20 ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return out.toString();
    }

    private static String millis(long ticks) {
        return ticks / 10_000 + "." + String.format(Locale.ROOT, "%04d", ticks % 10_000);
    }
}
