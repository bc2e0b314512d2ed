package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.explore.Progress;

/** What is shown while a search goes on. */
class ProgressLineTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final StringWriter written = new StringWriter();

    private ProgressLine line(boolean isTerminal, long different) {
        return new ProgressLine(
                new PrintWriter(written), isTerminal, clock::get, () -> different, " up to steps that commute");
    }

    private void seconds(long seconds) {
        clock.addAndGet(seconds * 1_000_000_000);
    }

    @Test
    void a_terminal_has_one_line_that_is_taken_away_at_the_end() {
        ProgressLine line = line(true, -1);
        line.show(new Progress(1_000, 0, 0, 10, 128, 0.1));
        seconds(4);
        line.show(new Progress(3_000, 7, 1, 30, 128, 0.3));
        line.end(new Progress(10_000, 7, 1, 128, 128, 1));
        String last = "[###       ] 3,000 schedules, 500/s, 1 fails, about 14 s left, part 30 of 128, ";
        assertThat(written.toString())
                .startsWith("\r[#         ] 1,000 schedules, part 10 of 128, all different up to")
                .endsWith("\r" + last + "\r" + " ".repeat(last.length()) + "\r");
    }

    @Test
    void elsewhere_a_line_comes_every_ten_seconds_and_at_the_end() {
        ProgressLine line = line(false, 900);
        for (int second = 0; second <= 25; second++) {
            line.show(new Progress(second * 100, 0, 0, second, 100, second / 100.0));
            seconds(1);
        }
        line.end(new Progress(10_000, 0, 0, 100, 100, 1));
        assertThat(written.toString().lines())
                .hasSize(3)
                .first()
                .isEqualTo(
                        "[#         ] 1,000 schedules, 100/s, about 2 min left, part 10 of 100, about 900 different");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000, 5_000, 1_000_000})
    void different_values_are_counted_within_some_percent(int values) {
        DistinctCount count = new DistinctCount();
        for (int round = 0; round < 2; round++) {
            for (int value = 0; value < values; value++) {
                count.add(value * 3L);
            }
        }
        assertThat((double) count.estimate()).isBetween(values * 0.93 - 0.1, values * 1.07 + 0.1);
    }
}
