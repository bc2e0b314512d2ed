package org.wdmsim.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/** The trace for a program: an array with one event a line, members always in the same order. */
final class TraceJson {
    private TraceJson() {}

    static String of(Trace trace) {
        StringBuilder out = new StringBuilder("[");
        String separator = "\n";
        for (TraceEntry entry : trace.entries()) {
            out.append(separator).append(Json.line(members(entry)));
            separator = ",\n";
        }
        return out.append("\n]\n").toString();
    }

    private static Map<String, Object> members(TraceEntry entry) {
        TraceEvent event = entry.event();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("step", event.step());
        members.put("ticks", event.ticks());
        members.put("thread", event.thread());
        members.put("processor", event.processor());
        members.put("irql", event.irql().level());
        members.put("event", event.kind().title());
        if (event.subject() != null) {
            members.put("subject", event.subject().objectName());
        }
        argument(members, event.kind().info().first(), event.first());
        argument(members, event.kind().info().second(), event.second());
        if (entry.isAnswered()) {
            members.put("result", scalar(entry.result()));
        }
        return members;
    }

    private static void argument(Map<String, Object> members, String name, Object value) {
        if (value != null) {
            members.put(name.isEmpty() ? "argument" : name, scalar(value));
        }
    }

    private static Object scalar(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : TraceEvent.text(value);
    }
}
