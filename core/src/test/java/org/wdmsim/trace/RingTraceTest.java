package org.wdmsim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KeStep;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** The flight recorder: what it keeps is what the trace has, and what it loses it counts. */
class RingTraceTest {
    private static final int ROUNDS = 50;

    private static void twoThreads(Machine machine) {
        KEvent event = KEvent.notification(machine.kernel(), "event");
        for (String name : List.of("one", "two")) {
            machine.thread(name, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    event.set();
                    event.clear();
                }
            });
        }
        assertOutcome(machine.run()).isClean();
    }

    @Test
    void a_simulated_machine_records_the_events_of_its_trace() {
        Machine machine = Machine.builder().policy(Policies.random(7)).build();
        RingTrace ring = new RingTrace(1 << 12);
        machine.kernel().record(ring);
        twoThreads(machine);
        assertThat(ring.lost()).isZero();
        List<TraceEvent> traced =
                machine.trace().entries().stream().map(TraceEntry::event).toList();
        assertThat(ring.events()).hasSize(traced.size()).isEqualTo(traced);
    }

    @Test
    void the_oldest_are_overwritten_and_counted() {
        RingTrace ring = new RingTrace(5); // 8 rows, of which one is for the step that is being written
        ring.begin(() -> 40, false);
        for (int step = 1; step <= 20; step++) {
            ring.record(step, 40, "main", 1, Irql.DISPATCH_LEVEL, KeStep.KE_SET_EVENT, null, step, null);
        }
        assertThat(ring.lost()).isEqualTo(13);
        assertThat(ring.events()).extracting(TraceEvent::step).containsExactly(14, 15, 16, 17, 18, 19, 20);
        assertThat(ring.events().get(0))
                .isEqualTo(new TraceEvent(14, 40, "main", 1, Irql.DISPATCH_LEVEL, KeStep.KE_SET_EVENT, null, 14, null));
    }

    @Test
    void a_row_that_is_being_written_is_not_read_and_neither_is_the_one_it_replaces() throws Exception {
        RingTrace ring = new RingTrace(1 << 3);
        ring.begin(() -> 0, true);
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                Object both = i;
                ring.record(0, i, "writer", 0, Irql.PASSIVE_LEVEL, KeStep.KE_SET_EVENT, null, both, both);
            }
        });
        writer.start();
        try {
            for (int look = 0; look < 20_000; look++) {
                for (TraceEvent event : ring.events()) {
                    assertThat(event.first()).isSameAs(event.second());
                }
            }
        } finally {
            over.set(true);
            writer.join();
        }
    }

    @Test
    void it_reads_back_as_text_and_as_json() {
        RingTrace ring = new RingTrace(4);
        ring.begin(() -> 20_000, false);
        ring.record(1, 0, "main", 0, Irql.PASSIVE_LEVEL, KeStep.KE_SET_EVENT, () -> "done", null, null);
        assertThat(ring.read().toText()).contains("2.0000", "main", "KeSetEvent done");
        assertThat(ring.read().toJson()).contains("\"event\":\"KeSetEvent\",\"subject\":\"done\"");
    }

    @Test
    @Timeout(60)
    void a_live_machine_keeps_each_threads_order_and_loses_nothing() {
        Machine machine = Machine.builder().live(true).build();
        RingTrace ring = new RingTrace(1 << 12);
        machine.kernel().record(ring);
        twoThreads(machine);
        assertThat(ring.lost()).isZero();
        Map<String, Integer> changes = new HashMap<>();
        for (TraceEvent event : ring.events()) {
            boolean sets = event.kind() == KeStep.KE_SET_EVENT;
            if (sets || event.kind() == KeStep.KE_CLEAR_EVENT) {
                int before = changes.merge(event.thread(), 1, Integer::sum) - 1;
                assertThat(sets).as(event.toString()).isEqualTo(before % 2 == 0);
            }
        }
        assertThat(changes).containsEntry("one", 2 * ROUNDS).containsEntry("two", 2 * ROUNDS);
        assertThat(ring.events())
                .extracting(TraceEvent::step)
                .isSorted()
                .first()
                .isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void a_recorded_live_machine_still_stops_where_it_must() {
        Machine machine = Machine.builder().live(true).build();
        machine.kernel().record(new RingTrace(16));
        KEvent never = KEvent.notification(machine.kernel(), "never");
        machine.thread("spins", () -> {
            while (true) {
                never.readState();
            }
        });
        machine.thread("fails", () -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(machine.run().isClean()).isFalse();
    }
}
