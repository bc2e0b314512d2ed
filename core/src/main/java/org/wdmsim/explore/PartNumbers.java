package org.wdmsim.explore;

import java.util.List;

/** Numbers of parts, in words. */
final class PartNumbers {
    private static final int MOST = 6;

    private PartNumbers() {}

    /** In their order, with those that follow each other as a range: {@code 6 parts (1, 5-9)}; empty for none. */
    static String text(List<Integer> numbers) {
        return numbers.isEmpty()
                ? ""
                : numbers.size() + (numbers.size() == 1 ? " part (" : " parts (") + ranges(numbers) + ")";
    }

    private static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, ranges = 0; i < numbers.size(); ranges++) {
            if (ranges == MOST) {
                return text.append(", ...").toString();
            }
            int last = i;
            while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
                last++;
            }
            text.append(i == 0 ? "" : ", ").append(numbers.get(i));
            if (last > i) {
                text.append('-').append(numbers.get(last));
            }
            i = last + 1;
        }
        return text.toString();
    }
}
