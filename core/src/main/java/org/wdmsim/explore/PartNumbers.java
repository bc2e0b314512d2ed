package org.wdmsim.explore;

import java.util.List;

/** Numbers of parts, in words. */
final class PartNumbers {
    private PartNumbers() {}

    /** In their order, with those that follow each other as a range: {@code 1, 5-9}. */
    static String text(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); ) {
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
