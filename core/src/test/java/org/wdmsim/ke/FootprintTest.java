package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Touch;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.TransitionListener;

/** What who follows a run is told of the memory that steps touch. */
class FootprintTest {
    /** Numbers of arrays, as somebody who watches memory knows them. */
    private static final class Arrays implements MemoryNumbers {
        private final Map<Object, Integer> numbers = new IdentityHashMap<>();
        private final Footprint footprint;

        Arrays(Footprint footprint) {
            this.footprint = footprint;
        }

        @Override
        public void made(Object array) {
            numbers.put(array, footprint.newMemoryIds(1));
        }

        @Override
        public void shows(Object view, Object array) {
            numbers.put(view, of(array));
        }

        @Override
        public int of(Object array) {
            return numbers.getOrDefault(array, 0);
        }
    }

    /** What is touched while a thread does something. */
    private static List<String> touchedBy(TouchNotes notes, Consumer<Footprint> body) {
        Machine machine = Machine.builder().follower(notes).build();
        Footprint footprint = machine.kernel().footprint();
        List<String> touched = new ArrayList<>();
        machine.thread("main", () -> {
            footprint.setMemoryNumbers(new Arrays(footprint));
            notes.touched.clear();
            body.accept(footprint);
            touched.addAll(notes.touched);
        });
        assertOutcome(machine.run()).isClean();
        return touched;
    }

    @Test
    void an_array_that_a_step_has_made_is_touched_as_a_whole_and_apart_from_others() {
        List<String> touched = touchedBy(new TouchNotes(true), footprint -> {
            byte[] one = footprint.madeArray(new byte[2]);
            byte[] other = footprint.madeArray(new byte[2]);
            footprint.touchArray(one, Touch.READ);
            footprint.touchArray(other, Touch.WRITE);
        });
        assertThat(touched).hasSize(2 * Footprint.PARTS).doesNotHaveDuplicates();
        assertThat(touched.subList(0, Footprint.PARTS)).allMatch(touch -> touch.startsWith("READ "));
        assertThat(touched.subList(Footprint.PARTS, touched.size())).allMatch(touch -> touch.startsWith("WRITE "));
    }

    @Test
    void an_array_of_which_nobody_knows_who_made_it_is_any_of_those() {
        assertThat(touchedBy(new TouchNotes(true), footprint -> footprint.touchArray(new byte[2], Touch.READ)))
                .containsExactly("READ " + TransitionListener.FOREIGN);
    }

    @Test
    void who_leaves_no_schedule_out_is_told_nothing_of_arrays() {
        List<String> touched = touchedBy(new TouchNotes(false), footprint -> {
            footprint.touchArray(footprint.madeArray(new byte[2]), Touch.WRITE);
            assertThat(footprint.newMemoryIds(1)).isZero();
        });
        assertThat(touched).isEmpty();
    }

    @Test
    void objects_have_numbers_apart_and_so_have_static_fields() {
        touchedBy(new TouchNotes(true), footprint -> {
            int first = footprint.newIds(3 * Footprint.PARTS);
            int next = footprint.newId();
            assertThat(next).isEqualTo(first + 3 * Footprint.PARTS);
            assertThat(footprint.idOfStatic(0)).isGreaterThan(next);
            assertThat(footprint.idOfStatic(1)).isEqualTo(footprint.idOfStatic(0) + 1);
        });
    }
}
