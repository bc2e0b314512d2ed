package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the text of an INF file into sections, lines and fields. Quotes are removed, {@code %tokens%} are kept.
 *
 * <pre>
 *   [Section]
 *   key = field, "quoted; field", third   ; comment
 *   field, field \
 *       , the same line goes on
 * </pre>
 */
final class InfScanner {
    /** A line of a section; key is null where the line has values alone. */
    record RawLine(int number, String key, List<String> fields) {}

    /** A section as written; a name may occur several times. */
    record RawSection(int number, String name, List<RawLine> lines) {}

    // The scan never goes back: at is the next character of the physical line current, whose number is index + 1.

    private final String fileName;
    private final String[] physicalLines;
    private int index;
    private String current = "";
    private int at;

    private InfScanner(String fileName, String text) {
        this.fileName = fileName;
        this.physicalLines = text.split("\n", -1);
    }

    /** The sections of the file in the order written; at least one. */
    static List<RawSection> scan(String fileName, String text) {
        return new InfScanner(fileName, text).sections();
    }

    private List<RawSection> sections() {
        List<RawSection> sections = new ArrayList<>();
        for (index = 0; index < physicalLines.length; index++) {
            current = physicalLines[index].strip();
            at = 0;
            if (current.isEmpty() || current.startsWith(";")) {
                continue;
            }
            if (current.startsWith("[")) {
                sections.add(new RawSection(index + 1, header(), new ArrayList<>()));
            } else if (sections.isEmpty()) {
                throw error(
                        "\"" + shortened(current) + "\" stands before the first section",
                        "comments or a section header such as [Version]; is this an INF file?");
            } else {
                sections.get(sections.size() - 1).lines().add(entry());
            }
        }
        if (sections.isEmpty()) {
            throw new InfException(fileName, 0, "the file has no sections", "at least [Version]; is this an INF file?");
        }
        return sections;
    }

    private String header() {
        int close = current.indexOf(']');
        if (close < 0) {
            throw error("the section header \"" + shortened(current) + "\" is not closed", "a ] at its end");
        }
        String name = current.substring(1, close).strip();
        if (name.isEmpty()) {
            throw error("the section header [] has no name", "a name between the brackets");
        }
        return name;
    }

    private RawLine entry() {
        int number = index + 1;
        String key = null;
        List<String> fields = new ArrayList<>();
        Field field = new Field();
        while (at < current.length()) {
            char c = current.charAt(at);
            if (c == ';') {
                break;
            } else if (c == '\\' && nothingAfter(at + 1)) {
                nextPhysicalLine();
            } else if (c == '"') {
                quoted(field);
            } else if (c == '%') {
                token(field);
            } else if (c == '=' && key == null && fields.isEmpty()) {
                // Only the first = makes a key, and only before the first comma: HKR,,x,,a=b has none.
                key = field.take();
                at++;
            } else if (c == ',') {
                fields.add(field.take());
                at++;
            } else {
                field.unquoted(c);
                at++;
            }
        }
        fields.add(field.take());
        return new RawLine(number, key, fields);
    }

    private boolean nothingAfter(int from) {
        String rest = current.substring(from).strip();
        return rest.isEmpty() || rest.startsWith(";");
    }

    private void nextPhysicalLine() {
        at = 0;
        index++;
        current = index < physicalLines.length ? physicalLines[index].strip() : "";
    }

    private void quoted(Field field) {
        int open = at++;
        while (at < current.length()) {
            char c = current.charAt(at++);
            if (c != '"') {
                field.literal(c);
            } else if (at < current.length() && current.charAt(at) == '"') {
                field.literal('"');
                at++;
            } else {
                return;
            }
        }
        throw error(
                "the quoted string " + shortened(current.substring(open)) + " is not closed",
                "a closing quote on the same line, and \"\" for a quote inside the string");
    }

    /** A whole %token% at once, since a semicolon inside it starts no comment; a lone % is an ordinary character. */
    private void token(Field field) {
        int close = current.indexOf('%', at + 1);
        String inside = close < 0 ? "," : current.substring(at + 1, close);
        int end = inside.matches("[^\",=]*") ? close : at;
        while (at <= end) {
            field.literal(current.charAt(at++));
        }
    }

    private InfException error(String what, String expected) {
        return new InfException(fileName, index + 1, what, expected);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    /** One field while it is read: white space around it falls away, except within quotes. */
    private static final class Field {
        private final StringBuilder text = new StringBuilder();
        private int keep;

        void literal(char c) {
            text.append(c);
            keep = text.length();
        }

        void unquoted(char c) {
            if (!Character.isWhitespace(c)) {
                literal(c);
            } else if (text.length() > 0) {
                text.append(c);
            }
        }

        String take() {
            String taken = text.substring(0, keep);
            text.setLength(0);
            keep = 0;
            return taken;
        }
    }
}
