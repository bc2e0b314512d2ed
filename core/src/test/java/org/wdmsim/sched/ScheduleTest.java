package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of a schedule, there and back. */
class ScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0:7, 0, 0",
        "1, 1, 1",
        "0.1, 0.1, 2",
        "0:41.1.0:7.2, 0:41.1.0:7.2, 50",
        "1.1.1, 1:3, 3",
        "2.0.0.0, 2, 1",
        "255, 255, 1",
        "' 1.2 ', 1.2, 2",
        "1:1, 1, 1",
        "0:2.0:3.1, 0:5.1, 6"
    })
    void a_text_is_read_and_written_in_its_shortest_form(String text, String shortest, int length) {
        Schedule schedule = Schedule.parse(text);
        assertThat(schedule).hasToString(shortest);
        assertThat(schedule.length()).isEqualTo(length);
        assertThat(Schedule.parse(shortest)).isEqualTo(schedule).hasSameHashCodeAs(schedule);
    }

    @Test
    void choices_are_read_by_number_and_are_0_past_the_end() {
        Schedule schedule = Schedule.parse("0:2.3.200");
        assertThat(schedule.choice(0)).isZero();
        assertThat(schedule.choice(2)).isEqualTo(3);
        assertThat(schedule.choice(3)).isEqualTo(200);
        assertThat(schedule.choice(4)).isZero();
    }

    @Test
    void random_choices_survive_the_text_form() {
        for (int seed = 0; seed < 200; seed++) {
            SplitMix64 chance = new SplitMix64(seed);
            Schedule.Writer writer = new Schedule.Writer();
            int length = chance.below(300);
            int bound = 1 + chance.below(256);
            for (int i = 0; i < length; i++) {
                writer.add(chance.below(4) == 0 ? chance.below(bound) : 0);
            }
            Schedule schedule = writer.toSchedule();
            assertThat(Schedule.parse(schedule.toString())).isEqualTo(schedule);
        }
    }

    @Test
    void different_schedules_differ() {
        assertThat(Schedule.parse("0.1")).isNotEqualTo(Schedule.parse("1")).isNotEqualTo("0.1");
        assertThat(Schedule.empty()).isEqualTo(Schedule.parse("0:100")).hasToString("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", "a", "1:0", "1:", ":3", "256", "-1", "1:10000001", "1.5,2", "1::2"})
    void a_wrong_text_is_refused_with_the_part_that_is_wrong(String text) {
        assertThatThrownBy(() -> Schedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("schedule \"" + text + "\": \"")
                .hasMessageEndingWith("as in 0:41.1.0:7.2");
    }

    @Test
    void the_wrong_part_is_named() {
        assertThatThrownBy(() -> Schedule.parse("0:4.x.1")).hasMessageContaining(": \"x\" is not a choice");
    }
}
