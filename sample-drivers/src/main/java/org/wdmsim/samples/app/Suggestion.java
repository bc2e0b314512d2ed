package org.wdmsim.samples.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** "Did you mean": the known name nearest to what was typed. */
final class Suggestion {
    private Suggestion() {}

    /** A sentence that offers the nearest name, or lists all when none is near. */
    static String of(String typed, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(typed, name)).thenComparing(name -> name))
                .filter(name -> distance(typed, name) <= Math.max(2, typed.length() / 2))
                .map(name -> "did you mean \"" + name + "\"?")
                .orElse("known: " + String.join(", ", known));
    }

    /** Levenshtein's distance, without regard to case. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(row[j] + 1, row[j - 1] + 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
