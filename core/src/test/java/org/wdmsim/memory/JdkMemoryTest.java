package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;

/** Arrays and collections that threads share count as memory whichever routine of the JDK is given them. */
class JdkMemoryTest {
    /** One thread looks twice, and between the two another may make a change. */
    abstract static class LooksTwice implements Story {
        final int[] array = {1, 2, 3, 4, 5};
        final List<Integer> list = new ArrayList<>(List.of(1, 2));

        abstract Object look();

        abstract void change();

        /** A story of its own for each run. */
        abstract LooksTwice fresh();

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            StringBuilder seen = new StringBuilder();
            machine.thread("begin", () -> {
                LooksTwice shared = fresh();
                machine.thread("looks", () -> {
                    String first = String.valueOf(shared.look());
                    event.readState(); // others may come before it, and nobody touches what it touches
                    String second = String.valueOf(shared.look());
                    seen.append(first).append(' ').append(second);
                });
                machine.thread("changes", () -> {
                    event.readState();
                    shared.change();
                });
            });
            return seen::toString;
        }
    }

    static final class FillsArray extends LooksTwice {
        @Override
        Object look() {
            return array[1];
        }

        @Override
        void change() {
            Arrays.fill(array, 7);
        }

        @Override
        LooksTwice fresh() {
            return new FillsArray();
        }
    }

    static final class SortsArray extends LooksTwice {
        @Override
        Object look() {
            return array[4];
        }

        @Override
        void change() {
            array[0] = 9;
            Arrays.sort(array);
        }

        @Override
        LooksTwice fresh() {
            return new SortsArray();
        }
    }

    static final class SumsArray extends LooksTwice {
        @Override
        Object look() {
            return Arrays.stream(array).sum();
        }

        @Override
        void change() {
            array[2] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new SumsArray();
        }
    }

    static final class CopiesOut extends LooksTwice {
        @Override
        Object look() {
            int[] copy = new int[5];
            System.arraycopy(array, 0, copy, 0, 5);
            return copy[3];
        }

        @Override
        void change() {
            array[3] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new CopiesOut();
        }
    }

    static final class CopiesIn extends LooksTwice {
        @Override
        Object look() {
            return array[3];
        }

        @Override
        void change() {
            System.arraycopy(new int[5], 0, array, 0, 5);
        }

        @Override
        LooksTwice fresh() {
            return new CopiesIn();
        }
    }

    static final class Clones extends LooksTwice {
        @Override
        Object look() {
            return array.clone()[3];
        }

        @Override
        void change() {
            array[3] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new Clones();
        }
    }

    static final class ComparesWithSecond extends LooksTwice {
        @Override
        Object look() {
            return Arrays.equals(new int[] {1, 2, 3, 4, 5}, array);
        }

        @Override
        void change() {
            array[3] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new ComparesWithSecond();
        }
    }

    static final class Accumulates extends LooksTwice {
        @Override
        Object look() {
            return array[3];
        }

        @Override
        void change() {
            Arrays.parallelPrefix(array, Integer::sum);
        }

        @Override
        LooksTwice fresh() {
            return new Accumulates();
        }
    }

    static final class ArrayAsList extends LooksTwice {
        private final Integer[] boxed = {1, 2, 3, 4, 5};
        private final List<Integer> view = Arrays.asList(boxed);

        @Override
        Object look() {
            return view.get(3);
        }

        @Override
        void change() {
            boxed[3] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new ArrayAsList();
        }
    }

    static final class KeysOfMap extends LooksTwice {
        private final Map<Integer, Integer> map = new HashMap<>();
        private final Set<Integer> keys = map.keySet();

        @Override
        Object look() {
            return keys.size();
        }

        @Override
        void change() {
            map.put(1, 1);
        }

        @Override
        LooksTwice fresh() {
            return new KeysOfMap();
        }
    }

    static final class Reverses extends LooksTwice {
        @Override
        Object look() {
            return list.get(0);
        }

        @Override
        void change() {
            Collections.reverse(list);
        }

        @Override
        LooksTwice fresh() {
            return new Reverses();
        }
    }

    static final class CopiesList extends LooksTwice {
        @Override
        Object look() {
            return new ArrayList<>(list).size();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new CopiesList();
        }
    }

    static final class CopiesListForGood extends LooksTwice {
        @Override
        Object look() {
            return List.copyOf(list).size();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new CopiesListForGood();
        }
    }

    static final class AddsAll extends LooksTwice {
        @Override
        Object look() {
            List<Integer> mine = new ArrayList<>();
            mine.addAll(list);
            return mine.size();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new AddsAll();
        }
    }

    static final class WritesText extends LooksTwice {
        @Override
        Object look() {
            return "a list: " + list;
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new WritesText();
        }
    }

    static final class AppendsText extends LooksTwice {
        @Override
        Object look() {
            return new StringBuilder().append(list).toString();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new AppendsText();
        }
    }

    static final class MakesString extends LooksTwice {
        private final char[] letters = {'a', 'b'};

        @Override
        Object look() {
            return new String(letters);
        }

        @Override
        void change() {
            letters[1] = 'c';
        }

        @Override
        LooksTwice fresh() {
            return new MakesString();
        }
    }

    static final class GivesArrayToFill extends LooksTwice {
        private final Integer[] boxed = {8, 8, 8};

        @Override
        Object look() {
            return boxed[0];
        }

        @Override
        void change() {
            list.toArray(boxed);
        }

        @Override
        LooksTwice fresh() {
            return new GivesArrayToFill();
        }
    }

    static final class CannotChangeIt extends LooksTwice {
        private final List<Integer> view = Collections.unmodifiableList(list);

        @Override
        Object look() {
            return view.size();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new CannotChangeIt();
        }
    }

    static final class ReadsBuffer extends LooksTwice {
        private final byte[] bytes = {1, 2, 3};
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

        @Override
        Object look() {
            return buffer.get(2);
        }

        @Override
        void change() {
            bytes[2] = 9;
        }

        @Override
        LooksTwice fresh() {
            return new ReadsBuffer();
        }
    }

    static final class TakesFromBuffer extends LooksTwice {
        private final ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3});

        @Override
        Object look() {
            return buffer.get();
        }

        @Override
        void change() {
            buffer.get();
        }

        @Override
        LooksTwice fresh() {
            return new TakesFromBuffer();
        }
    }

    static final class CallsAnObject extends LooksTwice {
        private final Object hidden = list;

        @Override
        Object look() {
            return hidden.toString();
        }

        @Override
        void change() {
            list.add(3);
        }

        @Override
        LooksTwice fresh() {
            return new CallsAnObject();
        }
    }

    private static Set<String> outcomes(Class<? extends Story> story, Search search) {
        Set<String> outcomes = new TreeSet<>();
        boolean isWhole = Explorer.of(WatchedStory.of(story).races(false))
                .search(search)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> outcomes.add(run.headline()))
                .explore()
                .isExhausted();
        assertThat(isWhole).isTrue();
        return outcomes;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                FillsArray.class,
                SortsArray.class,
                SumsArray.class,
                CopiesOut.class,
                CopiesIn.class,
                Clones.class,
                ComparesWithSecond.class,
                Accumulates.class,
                ArrayAsList.class,
                KeysOfMap.class,
                Reverses.class,
                CopiesList.class,
                CopiesListForGood.class,
                AddsAll.class,
                WritesText.class,
                AppendsText.class,
                MakesString.class,
                GivesArrayToFill.class,
                CannotChangeIt.class,
                ReadsBuffer.class,
                TakesFromBuffer.class,
                CallsAnObject.class
            })
    void a_change_between_two_looks_is_found(Class<? extends Story> story) {
        Set<String> all = outcomes(story, BoundedSearch.unbounded());
        assertThat(all).hasSize(3); // the change comes before, between, or after
        assertThat(outcomes(story, new DporSearch())).isEqualTo(all);
    }

    /** Each thread has an array of its own, which a routine of the JDK has made. */
    static final class OwnArrays implements Story {
        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            for (String name : new String[] {"one", "two"}) {
                machine.thread(name, () -> {
                    char[] letters = name.toCharArray();
                    Object[] things = List.of(name).toArray();
                    int[] numbers = Arrays.copyOf(new int[1], 2);
                    event.readState();
                    letters[0] = 'x';
                    things[0] = name;
                    numbers[1]++;
                });
            }
            return Judge.OF_NOTHING;
        }
    }

    @Test
    void an_array_that_a_routine_has_made_is_nobody_elses() {
        assertThat(Explorer.of(WatchedStory.of(OwnArrays.class))
                        .search(new DporSearch())
                        .explore()
                        .runs())
                .isEqualTo(1);
    }
}
