package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/** What is done once for all runs, or by who only looks on, is no part of a run that is compared with others. */
class WhatDoesNotCountTest {
    private static Exploration reduced(Class<? extends Story> story) {
        return Explorer.of(WatchedStory.of(story).races(false))
                .search(new DporSearch())
                .mostFindings(Integer.MAX_VALUE)
                .explore();
    }

    /** Made when the first thread comes to it that finds the event set: in one run of many. */
    private static final class Table {
        static final int[] SQUARES = new int[4];

        static {
            for (int i = 0; i < SQUARES.length; i++) {
                SQUARES[i] = i * i;
            }
        }
    }

    static final class MadeLate implements Story {
        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            KEvent begun = KEvent.notification(machine.kernel(), "begun");
            machine.thread("looks", () -> {
                if (event.readState()) {
                    int four = Table.SQUARES[2];
                    int[] mine = {four}; // its number comes after those of the table, if those count
                    mine[0]++;
                }
                begun.set();
            });
            machine.thread("sets", event::set);
            for (int i = 0; i < 2; i++) {
                machine.thread("comes later " + i, () -> {
                    begun.waitFor(KEvent.FOREVER);
                    event.reset(); // in either order, so that the turns before are taken again
                });
            }
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void a_static_initialiser_that_runs_in_one_run_only_makes_no_difference_to_the_others() {
        Exploration found = reduced(MadeLate.class);
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }

    static final class Watched implements Story {
        private static final class Counts implements StepListener {
            private int steps;
            private final List<Object> titles = new ArrayList<>();

            @Override
            public void onStep(TraceEvent event) {
                steps++;
                titles.add(event.kind());
            }
        }

        @Override
        public Judge tell(Machine machine) {
            Counts counts = new Counts();
            machine.kernel().listen(counts);
            for (String name : new String[] {"one", "two"}) {
                KEvent own = KEvent.notification(machine.kernel(), name);
                machine.thread(name, own::set);
            }
            return () -> counts.steps == counts.titles.size() ? "" : "a step is lost";
        }
    }

    @Test
    void who_watches_the_steps_makes_none_depend_on_another() {
        Exploration found = reduced(Watched.class);
        assertThat(found.isProof()).as(found.headline()).isTrue();
        assertThat(found.runs()).isEqualTo(1);
    }

    /** What a story makes once for all runs, as static fields and drivers' tables do. */
    static final class MakesOnce implements Story {
        private int[] table;

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            for (String name : new String[] {"one", "two"}) {
                machine.thread(name, () -> {
                    if (table == null) {
                        table = new int[2];
                    }
                    event.set();
                    int[] mine = {table[0]};
                    mine[0]++;
                    event.reset();
                });
            }
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void the_run_in_which_a_story_makes_things_for_all_runs_does_not_count() {
        Exploration found = reduced(MakesOnce.class);
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }
}
