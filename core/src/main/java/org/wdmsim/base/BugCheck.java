package org.wdmsim.base;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bug check: code, four parameters and an explanation that a student can follow.
 *
 * @param code why the machine stopped
 * @param title the headline after the code: "remove lock tag mismatch"
 * @param parameters always four; objects are called by name, numbers are hexadecimal
 * @param facts what, where, holders, do: one fact to a line, in the order in which they are to be read
 * @param subject the object the check is about, or null
 */
public record BugCheck(
        BugCheckCode code,
        String title,
        List<Object> parameters,
        Map<String, List<String>> facts,
        KernelObject subject) {
    public BugCheck {
        if (parameters.size() != 4) {
            throw new IllegalArgumentException("a bug check has four parameters, not " + parameters.size());
        }
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Starts a bug check; parameters that are not given are 0, "reserved". */
    public static Builder of(BugCheckCode code, String title) {
        return new Builder(code, title);
    }

    /** The first line: {@code DRIVER_VERIFIER_DETECTED_VIOLATION (0xC4, 0xD5): remove lock tag mismatch}. */
    public String headline() {
        Object first = parameters.get(0);
        String sub = first instanceof Integer number ? ", " + hex(number) : "";
        return code.name() + " (" + code.hex() + sub + "): " + title;
    }

    /** A parameter as a debugger would print it. */
    public String parameter(int index) {
        return text(parameters.get(index));
    }

    /** The facts under a heading; empty when there is none. */
    public List<String> facts(String heading) {
        return facts.getOrDefault(heading, List.of());
    }

    private static String text(Object value) {
        if (value instanceof Integer number) {
            return hex(number);
        }
        return value instanceof KernelObject object ? object.objectName() : String.valueOf(value);
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number).toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return headline();
    }

    /** Collects the parts of a bug check in the order in which they will be read. */
    public static final class Builder {
        private final BugCheckCode code;
        private final String title;
        private final List<Object> parameters = new ArrayList<>();
        private final Map<String, List<String>> facts = new LinkedHashMap<>();
        private KernelObject subject;

        private Builder(BugCheckCode code, String title) {
            this.code = code;
            this.title = title;
        }

        /** The next parameters: integers, kernel objects or text. */
        public Builder parameters(Object... values) {
            for (Object value : values) {
                parameters.add(value == null ? (Object) 0 : value);
            }
            return this;
        }

        /** What happened, in one sentence that names the object. */
        public Builder what(String text) {
            return fact("what", text);
        }

        /** What the driver's author should do. */
        public Builder todo(String text) {
            return fact("do", text);
        }

        /** One more line under a heading. */
        public Builder fact(String heading, String text) {
            facts.computeIfAbsent(heading, key -> new ArrayList<>()).add(text);
            return this;
        }

        /** The object the check is about; its last events are shown. */
        public Builder about(KernelObject object) {
            this.subject = object;
            return this;
        }

        /** The finished bug check. */
        public BugCheck build() {
            while (parameters.size() < 4) {
                parameters.add(0);
            }
            return new BugCheck(code, title, parameters, facts, subject);
        }
    }
}
