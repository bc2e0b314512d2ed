package org.wdmsim.trace;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes JSON: maps, lists, text, numbers, booleans and null; members in the order of the map. Output only, and small
 * enough that a library would weigh more than it saves.
 */
public final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** One value on one line. */
    public static String line(Object value) {
        Json json = new Json();
        json.value(value, -1);
        return json.out.toString();
    }

    /** One value over several lines, two blanks to a level; ends with a line feed. */
    public static String pretty(Object value) {
        Json json = new Json();
        json.value(value, 0);
        return json.out.append('\n').toString();
    }

    private void value(Object value, int depth) {
        if (value == null || value instanceof Boolean || isFinite(value)) {
            out.append(value);
        } else if (value instanceof Map<?, ?> map) {
            members(map, depth);
        } else if (value instanceof List<?> list) {
            elements(list, depth);
        } else {
            text(String.valueOf(value));
        }
    }

    /** JSON has no word for the numbers that are none. */
    private static boolean isFinite(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    private void members(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : map.entrySet()) {
            separate(first, depth);
            first = false;
            text(String.valueOf(member.getKey()));
            out.append(depth < 0 ? ":" : ": ");
            value(member.getValue(), depth < 0 ? depth : depth + 1);
        }
        end(first, depth, '}');
    }

    private void elements(List<?> list, int depth) {
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            separate(first, depth);
            first = false;
            value(element, depth < 0 ? depth : depth + 1);
        }
        end(first, depth, ']');
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(',');
        }
        if (depth >= 0) {
            out.append('\n').append("  ".repeat(depth + 1));
        }
    }

    private void end(boolean empty, int depth, char bracket) {
        if (!empty && depth >= 0) {
            out.append('\n').append("  ".repeat(depth));
        }
        out.append(bracket);
    }

    private void text(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(value, i)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** True for half of a pair whose other half is missing, which no UTF-8 file can hold. */
    private static boolean isLoneSurrogate(String value, int index) {
        char c = value.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(value.charAt(index - 1)));
    }
}
