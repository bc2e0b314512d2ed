package org.wdmsim.samples.app;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.wdmsim.explore.Progress;

/** How far a search has come, in a line that is written over and over on a terminal, or again and again elsewhere. */
final class ProgressLine {
    private static final long SECOND = 1_000_000_000L;
    private static final long ELSEWHERE_EVERY = 10 * SECOND;
    private static final int WIDTH = 10;
    private static final int COLUMNS = 79; // a line that is broken cannot be written over

    private final PrintWriter err;
    private final boolean isTerminal;
    private final LongSupplier clock;
    private final LongSupplier different;
    private final String what;
    private long start;
    private long lastLine;
    private Progress first; // what was done before: it took no time of ours
    private int shown; // characters that stand there

    /**
     * A line.
     *
     * @param isTerminal true when it can be written over
     * @param clock in nanoseconds
     * @param different about how many different schedules there were; negative when all of them are
     * @param what tells how far they are different, as in " up to ..."; or empty
     */
    ProgressLine(PrintWriter err, boolean isTerminal, LongSupplier clock, LongSupplier different, String what) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.clock = clock;
        this.different = different;
        this.what = what;
    }

    void show(Progress now) {
        if (first == null) {
            first = now;
            start = clock.getAsLong();
            lastLine = start;
        }
        if (isTerminal) {
            String text = text(now);
            String line = text.substring(0, Math.min(COLUMNS, text.length()));
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        } else if (clock.getAsLong() - lastLine >= ELSEWHERE_EVERY) {
            lastLine = clock.getAsLong();
            err.println(text(now));
            err.flush();
        }
    }

    /** The line is taken away, so that only the result stands there; elsewhere the last one stays. */
    void end(Progress now) {
        if (isTerminal) {
            err.print("\r" + " ".repeat(shown) + "\r");
        } else {
            first = first == null ? now : first;
            err.println(text(now));
        }
        err.flush();
    }

    private String text(Progress now) {
        double seconds = Math.max(1e-9, (clock.getAsLong() - start) / (double) SECOND);
        long runs = now.runs() - first.runs();
        StringBuilder text = new StringBuilder(bar(now.share()));
        text.append(String.format(Locale.ROOT, " %,d schedules", now.runs()));
        if (runs > 0 && seconds >= 0.2) {
            text.append(String.format(Locale.ROOT, ", %,d/s", Math.round(runs / seconds)));
        }
        if (now.findings() > 0) {
            text.append(", ").append(now.findings()).append(now.findings() == 1 ? " fails" : " fail");
        }
        double done = now.share() - first.share();
        if (done > 0 && seconds >= 2 && now.share() < 1) {
            text.append(", about ")
                    .append(time(seconds / done * (1 - now.share())))
                    .append(" left");
        }
        text.append(", part ").append(now.complete()).append(" of ").append(now.parts());
        long distinct = Math.min(different.getAsLong(), now.runs());
        text.append(
                distinct < 0
                        ? ", all different" + what
                        : String.format(Locale.ROOT, ", about %,d different", distinct));
        if (now.pruned() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d broken off", now.pruned()));
        }
        return text.toString();
    }

    private static String bar(double share) {
        int full = (int) (share * WIDTH);
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "]";
    }

    private static String time(double seconds) {
        if (seconds < 90) {
            return Math.max(1, Math.round(seconds)) + " s";
        }
        return seconds < 90 * 60 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";
    }
}
