package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.wdmsim.explore.Story;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;

/** A woven class does what the class does that was compiled, in a machine and outside of one. */
class WeavingTest {
    /** All that a compiler makes of fields, arrays, calls and constructors. */
    static class Everything implements Supplier<String>, Story {
        private enum Colour {
            RED,
            GREEN
        }

        private record Pair(int left, long right) {}

        private static class Base {
            int plain = 1;
            protected long wide = 2;
            double real = 3.5;

            Base(Object first, Object second) {
                plain += first.hashCode() == second.hashCode() ? 1 : 2;
            }

            Base(int number) {
                this(number, number > 0 ? new ArrayList<>(List.of(number)) : List.of());
                wide += number;
            }
        }

        private static final class Derived extends Base {
            private final int[] numbers = {1, 2, 3};
            private volatile long beat;
            float small = 1;
            byte tiny;
            static int made;

            Derived(boolean which) {
                super(which ? new int[] {1} : new String("x"), new StringBuilder(which ? "a" : "b"));
                made++;
                beat = wide + plain;
                super.wide = beat++ + wide--;
                tiny += 7;
            }

            class Inner {
                int deep = plain + tiny;

                long sum() {
                    return wide += deep + numbers[numbers.length - 1];
                }
            }
        }

        private int counter;
        private static long total;
        private Everything other;

        Everything() {}

        @Override
        public String get() {
            StringBuilder text = new StringBuilder();
            Derived one = new Derived(true);
            Base two = new Base(5);
            Derived.Inner inner = one.new Inner();
            text.append(inner.sum()).append(' ').append(two.wide).append(' ').append(one.beat);
            one.real *= 2;
            one.small /= 3;
            text.append(' ').append(one.real + one.small).append(' ').append(Derived.made > 0);
            arrays(text);
            collections(text);
            IntSupplier next = () -> ++counter * 10 + (int) (total += 2) % 1;
            text.append(next.getAsInt()).append(next.getAsInt());
            text.append(other == null ? "none" : other.counter);
            for (Colour colour : Colour.values()) {
                text.append(
                        switch (colour) {
                            case RED -> new Pair(counter, 7L).right() + "r";
                            case GREEN -> "g" + (counter++ + ++counter);
                        });
            }
            try {
                text.append(other.counter);
            } catch (NullPointerException none) {
                text.append(" null");
            } finally {
                counter = -1;
            }
            return text.append(counter).append(total > 0).toString();
        }

        private static void arrays(StringBuilder text) {
            long[] longs = new long[3];
            double[][] table = new double[2][2];
            byte[] bytes = {1, 2};
            boolean[] flags = new boolean[1];
            char[] letters = "abc".toCharArray();
            Object[] objects = {longs, "x"};
            longs[1] += 5;
            longs[2] = longs[1]++ * 2;
            table[1][0] = longs[2] / 4.0;
            bytes[0] += bytes[1];
            flags[0] ^= true;
            letters[2] = ++letters[1];
            System.arraycopy(bytes, 0, bytes, 1, 1);
            text.append(Arrays.toString(longs))
                    .append(Arrays.deepToString(table))
                    .append(bytes[1]);
            text.append(flags[0]).append(letters).append(objects[1]).append(((long[]) objects[0])[1]);
            try {
                longs[3] = 1;
            } catch (ArrayIndexOutOfBoundsException out) {
                text.append(out.getMessage());
            }
        }

        private static void collections(StringBuilder text) {
            Map<String, Integer> counts = new HashMap<>();
            for (String word : "a b a".split(" ")) {
                counts.merge(word, 1, Integer::sum);
            }
            Deque<long[]> queue = new ArrayDeque<>();
            queue.addFirst(new long[] {counts.get("a"), counts.getOrDefault("z", 9)});
            List<Integer> sorted = new ArrayList<>(List.of(3, 1, 2));
            sorted.sort(Comparator.reverseOrder());
            sorted.add(1, 7);
            sorted.subList(0, 1).clear();
            references(text);
            text.append(queue.peek()[1]).append(sorted).append(sorted.indexOf(7));
        }

        private interface Names {
            default Function<List<String>, String> joined() {
                return names -> String.join("+", names);
            }

            default Supplier<Integer> size(List<String> names) {
                return names::size;
            }
        }

        private static void references(StringBuilder text) {
            List<String> words = new ArrayList<>(List.of("b", "a"));
            Consumer<String> add = words::add;
            BiFunction<List<String>, Integer, String> get = List::get;
            Function<String, char[]> letters = String::toCharArray;
            Supplier<List<String>> make = ArrayList::new;
            ToLongFunction<String> parse = Long::parseLong;
            LongBinaryOperator larger = Math::max;
            Function<Object, String> say = String::valueOf;
            IntFunction<int[]> array = int[]::new;
            Function<int[], int[]> copy = int[]::clone;
            add.accept("c");
            words.sort(String::compareTo);
            words.forEach(text::append);
            text.append(get.apply(words, 2)).append(letters.apply("xy")).append(make.get());
            text.append(larger.applyAsLong(parse.applyAsLong("7"), 5)).append(say.apply(words));
            text.append(copy.apply(array.apply(3)).length);
            Names names = new Names() {};
            text.append(names.joined().apply(words)).append(names.size(words).get());
        }

        @Override
        public Judge tell(Machine machine) {
            String[] said = new String[1];
            machine.thread("one", () -> said[0] = get());
            return () -> said[0];
        }
    }

    @Test
    void a_woven_class_does_the_same_outside_of_a_machine() {
        Supplier<?> woven = WatchedClasses.besides(WeavingTest.class).make(Supplier.class, Everything.class.getName());
        assertThat(woven.getClass()).isNotSameAs(Everything.class);
        assertThat(woven.get()).isEqualTo(new Everything().get());
    }

    @Test
    void a_woven_class_does_the_same_in_a_machine() {
        WatchedClasses classes = WatchedClasses.besides(WeavingTest.class);
        Story woven = classes.make(Story.class, Everything.class.getName());
        Machine machine = Machine.builder().watching(classes).build();
        Story.Judge judge = woven.tell(machine);
        Outcome outcome = machine.run();
        assertThat(outcome.isClean()).as(outcome.headline()).isTrue();
        assertThat(judge.complaint()).isEqualTo(new Everything().get());
    }

    @Test
    void what_cannot_be_watched_is_told_in_a_sentence() {
        WatchedClasses classes = WatchedClasses.besides(WeavingTest.class);
        Runnable lambda = () -> {};
        assertThatThrownBy(() -> classes.make(Runnable.class, "org.wdmsim.NoSuchClass"))
                .hasMessage("there is no class org.wdmsim.NoSuchClass to be watched");
        assertThatThrownBy(() -> classes.make(List.class, "java.util.ArrayList"))
                .hasMessageContaining("the fields of java.util.ArrayList cannot be watched");
        assertThatThrownBy(() -> classes.make(Runnable.class, lambda.getClass().getName()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to be watched");
        assertThatThrownBy(() -> classes.make(Runnable.class, Everything.class.getName()))
                .hasMessageContaining("is no java.lang.Runnable");
        assertThatThrownBy(() -> Machine.builder().live(true).watching(classes).build())
                .hasMessageContaining("fields are watched in simulated machines only");
    }
}
