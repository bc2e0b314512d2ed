package org.wdmsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.StepKind;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KeStep;
import org.wdmsim.machine.Machine;

class StepListenerTest {
    /** Looks at events that are set, and perhaps takes results. */
    private static final class Watcher implements StepListener {
        final List<String> heard = new ArrayList<>();
        private final boolean takesResults;

        Watcher(boolean takesResults) {
            this.takesResults = takesResults;
        }

        @Override
        public boolean looksAt(StepKind kind) {
            return kind == KeStep.KE_SET_EVENT;
        }

        @Override
        public boolean takesResults() {
            return takesResults;
        }

        @Override
        public void onStep(TraceEvent event) {
            heard.add(event.kind().title());
        }

        @Override
        public void onResult(TraceEvent event, Object result) {
            heard.add(event.kind().title() + " -> " + result);
        }
    }

    private static List<String> heard(Watcher watcher) {
        Machine machine = Machine.builder().listener(kernel -> watcher).build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        machine.thread("setter", () -> {
            event.reset();
            event.set();
        });
        machine.run();
        assertThat(machine.trace().where(entry -> entry.event().kind() == KeStep.KE_RESET_EVENT))
                .hasSize(1)
                .allMatch(TraceEntry::isAnswered);
        return watcher.heard;
    }

    @Test
    void a_listener_hears_only_of_steps_that_it_looks_at() {
        assertThat(heard(new Watcher(true))).containsExactly("KeSetEvent", "KeSetEvent -> false");
    }

    @Test
    void a_listener_that_takes_no_results_is_not_told_of_them() {
        assertThat(heard(new Watcher(false))).containsExactly("KeSetEvent");
    }
}
