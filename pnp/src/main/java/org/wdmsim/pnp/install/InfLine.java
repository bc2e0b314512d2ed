package org.wdmsim.pnp.install;

import java.util.List;

/**
 * One line of a section: {@code key = value, value} or values alone. Fields are counted from 0; a field that is not there
 * reads as the empty string, since an INF may leave out values and trailing commas.
 */
final class InfLine {
    private final String fileName;
    private final int number;
    private final InfField key;
    private final List<InfField> fields;

    InfLine(String fileName, InfScanner.RawLine raw, InfStrings strings) {
        this.fileName = fileName;
        this.number = raw.number();
        this.key = raw.key() == null ? null : strings.expand(raw.key());
        this.fields = raw.fields().stream().map(strings::expand).toList();
    }

    boolean hasKey() {
        return key != null;
    }

    boolean hasKey(String wanted) {
        return key != null && key.text().equalsIgnoreCase(wanted);
    }

    /** The key, with every token defined; empty for a line without one. */
    String key() {
        return key == null ? "" : defined(key);
    }

    int size() {
        return fields.size();
    }

    /** A value that matters: an undefined token in it is an error. */
    String text(int field) {
        return field < fields.size() ? defined(fields.get(field)) : "";
    }

    /** A value that nobody reads, or only a person does: undefined tokens stay as they are. */
    String loose(int field) {
        return field < fields.size() ? fields.get(field).text() : "";
    }

    /** The values from a field to the end of the line. */
    List<String> textsFrom(int first) {
        return fields.stream().skip(first).map(this::defined).toList();
    }

    /**
     * A number, decimal or hexadecimal with 0x.
     *
     * @param what names the number in the message, e.g. "AddService flags"
     * @param absent the value of an empty field
     */
    long number(int field, String what, long absent) {
        String text = text(field);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            long value = text.regionMatches(true, 0, "0x", 0, 2)
                    ? Long.parseLong(text.substring(2), 16)
                    : Long.parseLong(text);
            if (value >= 0 && value <= 0xFFFFFFFFL) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The same message serves both cases.
        }
        throw error(
                what + " \"" + text + "\" is not a 32-bit number",
                "a number such as 2 or 0x00010000, or nothing at all");
    }

    /** The same as {@link #number}, within limits. */
    int number(int field, String what, long absent, int highest) {
        long value = number(field, what, absent);
        if (value > highest) {
            throw error(what + " is " + value, "a number from 0 to " + highest);
        }
        return (int) value;
    }

    /** An exception that names this line. */
    InfException error(String what, String expected) {
        return new InfException(fileName, number, what, expected);
    }

    /** This line as notes name it. */
    String where() {
        return InfException.where(fileName, number);
    }

    private String defined(InfField field) {
        if (!field.undefined().isEmpty()) {
            String token = field.undefined().get(0);
            throw error("%" + token + "% is not defined", "a line " + token + " = \"...\" in [Strings]");
        }
        return field.text();
    }
}
