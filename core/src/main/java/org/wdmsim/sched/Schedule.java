package org.wdmsim.sched;

import java.util.Arrays;

/**
 * The choices of a run, as a value that can be printed, typed and replayed: who went on, and how a {@link Question} was
 * answered if the machine asked one.
 *
 * <p>Text form: choices separated by points, a repeated one with its count behind a colon: {@code 0:41.1.0:7.2} is 41
 * times candidate 0, once 1, seven times 0, once 2. Zeros at the end are left out, since a replay goes on with candidate
 * 0; the empty schedule is written {@code 0}.
 */
public final class Schedule {
    private final byte[] choices;
    private final int length;

    private Schedule(byte[] choices, int length) {
        this.choices = choices;
        this.length = length;
    }

    /** The schedule that always takes candidate 0. */
    public static Schedule empty() {
        return new Schedule(new byte[0], 0);
    }

    /** The first {@code length} of these choices, trailing zeros left out. */
    static Schedule of(byte[] choices, int length) {
        int end = length;
        while (end > 0 && choices[end - 1] == 0) {
            end--;
        }
        return new Schedule(Arrays.copyOf(choices, end), end);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying which part of the text is wrong and what was expected
     */
    public static Schedule parse(String text) {
        Writer choices = new Writer();
        for (String part : text.strip().split("\\.", -1)) {
            int colon = part.indexOf(':');
            int choice = number(text, part, colon < 0 ? part : part.substring(0, colon), 0, 255);
            int count = colon < 0 ? 1 : number(text, part, part.substring(colon + 1), 1, 10_000_000);
            for (int i = 0; i < count; i++) {
                choices.add(choice);
            }
        }
        return choices.toSchedule();
    }

    private static int number(String text, String part, String digits, int least, int most) {
        try {
            int value = Integer.parseInt(digits);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, together with numbers out of range.
        }
        throw new IllegalArgumentException(
                "schedule \"" + text + "\": \"" + part + "\" is not a choice; expected a number"
                        + " from 0 to 255, or number:count, separated by points, as in 0:41.1.0:7.2");
    }

    /** The choice with this number, or 0 past the end. */
    public int choice(int index) {
        return index < length ? choices[index] & 0xFF : 0;
    }

    /** Choices up to the last that is not 0. */
    public int length() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && Arrays.equals(choices, schedule.choices);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(choices);
    }

    @Override
    public String toString() {
        if (length == 0) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; ) {
            int run = i;
            while (run < length && choices[run] == choices[i]) {
                run++;
            }
            if (i > 0) {
                text.append('.');
            }
            text.append(choices[i] & 0xFF);
            if (run - i > 1) {
                text.append(':').append(run - i);
            }
            i = run;
        }
        return text.toString();
    }

    /** Collects choices while a machine runs. */
    static final class Writer {
        private byte[] choices = new byte[64];
        private int length;

        void add(int choice) {
            if (length == choices.length) {
                choices = Arrays.copyOf(choices, length * 2);
            }
            choices[length++] = (byte) choice;
        }

        int length() {
            return length;
        }

        Schedule toSchedule() {
            return Schedule.of(choices, length);
        }
    }
}
