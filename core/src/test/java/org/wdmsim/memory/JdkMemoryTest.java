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
import java.util.function.Consumer;
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
    /** What two threads share. */
    static final class Shared {
        final int[] array = {1, 2, 3, 4, 5};
        final Integer[] boxed = {1, 2, 3, 4, 5};
        final char[] letters = {'a', 'b'};
        final byte[] bytes = {1, 2, 3};
        final List<Integer> list = new ArrayList<>(List.of(1, 2));
        final Map<Integer, Integer> map = new HashMap<>();
        final Object hidden = list;
        final List<Integer> boxedAsList = Arrays.asList(boxed);
        final List<Integer> unmodifiable = Collections.unmodifiableList(list);
        final Set<Integer> keys = map.keySet();
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        final ByteBuffer behind = buffer.duplicate();
        final Consumer<Integer> adds = list::add;
        final Consumer<List<Integer>> clears = List::clear;
        final Consumer<List<Integer>> reverses = Collections::reverse;

        Object look(String at) {
            return switch (at) {
                case "Arrays.fill" -> array[1];
                case "Arrays.sort" -> array[4];
                case "Arrays.parallelPrefix" -> array[3];
                case "Arrays.stream" -> Arrays.stream(array).sum();
                case "Arrays.equals" -> Arrays.equals(new int[] {1, 2, 3, 4, 5}, array);
                case "Arrays.asList" -> boxedAsList.get(3);
                case "array.clone" -> array.clone()[3];
                case "arraycopy from" -> {
                    int[] copy = new int[5];
                    System.arraycopy(array, 0, copy, 0, 5);
                    yield copy[3];
                }
                case "arraycopy to" -> array[3];
                case "new String" -> new String(letters);
                case "list.toArray" -> boxed[0];
                case "Collections.reverse" -> list.get(0);
                case "Collections.unmodifiableList" -> unmodifiable.size();
                case "new ArrayList" -> new ArrayList<>(list).size();
                case "List.copyOf" -> List.copyOf(list).size();
                case "list.addAll" -> {
                    List<Integer> mine = new ArrayList<>();
                    mine.addAll(list);
                    yield mine.size();
                }
                case "String.valueOf" -> "a list: " + list;
                case "text.append" -> new StringBuilder().append(list).toString();
                case "object.toString" -> hidden.toString();
                case "map.keySet" -> keys.size();
                case "ByteBuffer.wrap" -> buffer.get(2);
                case "buffer.duplicate" -> behind.get(2);
                case "buffer.get" -> buffer.get();
                case "list::add", "List::clear" -> list.size();
                case "Collections::reverse" -> list.get(0);
                default -> throw new IllegalArgumentException(at);
            };
        }

        void change(String at) {
            switch (at) {
                case "Arrays.fill" -> Arrays.fill(array, 7);
                case "Arrays.sort" -> {
                    array[0] = 9;
                    Arrays.sort(array);
                }
                case "Arrays.parallelPrefix" -> Arrays.parallelPrefix(array, Integer::sum);
                case "Arrays.stream", "Arrays.equals", "array.clone", "arraycopy from" -> array[3] = 9;
                case "Arrays.asList" -> boxed[3] = 9;
                case "arraycopy to" -> System.arraycopy(new int[5], 0, array, 0, 5);
                case "new String" -> letters[1] = 'c';
                case "list.toArray" -> List.of(8).toArray(boxed);
                case "Collections.reverse" -> Collections.reverse(list);
                case "map.keySet" -> map.put(1, 1);
                case "ByteBuffer.wrap", "buffer.duplicate" -> bytes[2] = 9;
                case "buffer.get" -> buffer.get();
                case "list::add" -> adds.accept(3);
                case "List::clear" -> clears.accept(list);
                case "Collections::reverse" -> reverses.accept(list);
                default -> list.add(3);
            }
        }
    }

    /** One thread looks twice, and between the two another may make a change. */
    static final class LooksTwice implements Story, Consumer<String> {
        private String at;

        LooksTwice() {}

        @Override
        public void accept(String value) {
            at = value;
        }

        @Override
        public Judge tell(Machine machine) {
            KEvent event = KEvent.notification(machine.kernel(), "event");
            StringBuilder seen = new StringBuilder();
            String what = at;
            machine.thread("begin", () -> {
                Shared shared = new Shared();
                machine.thread("looks", () -> {
                    String first = String.valueOf(shared.look(what));
                    event.readState(); // others may come before it, and nobody touches what it touches
                    String second = String.valueOf(shared.look(what));
                    seen.append(first).append(' ').append(second);
                });
                machine.thread("changes", () -> {
                    event.readState();
                    shared.change(what);
                });
            });
            return seen::toString;
        }
    }

    private static WatchedStory story(String at) {
        return WatchedStory.loading(JdkMemoryTest.class, classes -> {
                    Story made = classes.make(Story.class, LooksTwice.class.getName());
                    @SuppressWarnings("unchecked") // both sides of the loader know Consumer
                    Consumer<String> told = (Consumer<String>) made;
                    told.accept(at);
                    return made;
                })
                .races(false);
    }

    private static Set<String> outcomes(Story story, Search search) {
        Set<String> outcomes = new TreeSet<>();
        boolean isWhole = Explorer.of(story)
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
            strings = {
                "Arrays.fill",
                "Arrays.sort",
                "Arrays.parallelPrefix",
                "Arrays.stream",
                "Arrays.equals",
                "Arrays.asList",
                "array.clone",
                "arraycopy from",
                "arraycopy to",
                "new String",
                "list.toArray",
                "Collections.reverse",
                "Collections.unmodifiableList",
                "new ArrayList",
                "List.copyOf",
                "list.addAll",
                "String.valueOf",
                "text.append",
                "object.toString",
                "map.keySet",
                "ByteBuffer.wrap",
                "buffer.duplicate",
                "buffer.get",
                "list::add",
                "List::clear",
                "Collections::reverse"
            })
    void a_change_between_two_looks_is_found(String at) {
        Set<String> all = outcomes(story(at), BoundedSearch.unbounded());
        assertThat(all).hasSize(3); // the change comes before, between, or after
        assertThat(outcomes(story(at), new DporSearch())).isEqualTo(all);
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
