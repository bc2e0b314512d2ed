package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every carrier promises, whatever it runs on. */
class CoroutineCarrierTest {
    static List<String> carriers() {
        return CoroutineCarriers.available();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void bodies_take_turns_in_the_order_in_which_they_are_resumed(String name) {
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine a = Bodies.steps(carrier, "a", 3, i -> said.add("a" + i));
                Coroutine b = Bodies.steps(carrier, "b", 3, i -> said.add("b" + i));
                List.of(a, b, b, a, b, a).forEach(Coroutine::resume);
                assertThat(a.isDone()).isFalse();
                a.resume();
                b.resume();
                assertThat(a.isDone()).isTrue();
                assertThat(b.isDone()).isTrue();
            });
        }
        assertThat(said).containsExactly("a0", "b0", "b1", "a1", "b2", "a2");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void what_one_side_wrote_is_seen_by_the_other(String name) {
        class Plain {
            int value;
        }
        Plain plain = new Plain();
        int rounds = 20_000;
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine body = Bodies.steps(carrier, "adder", rounds, i -> plain.value++);
                for (int i = 0; i < rounds; i++) {
                    body.resume();
                    plain.value++;
                }
                body.resume();
            });
        }
        assertThat(plain.value).isEqualTo(2 * rounds);
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_coroutine_that_is_never_resumed_never_begins(String name) {
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> assertThat(
                            carrier.create("idle", () -> said.add("begun")).isDone())
                    .isFalse());
        }
        assertThat(said).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void the_controller_s_exception_arrives_as_it_is(String name) {
        RuntimeException mine = new RuntimeException("mine");
        Error error = new AssertionError("mine too");
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            assertThatThrownBy(() -> carrier.host(() -> {
                        throw mine;
                    }))
                    .isSameAs(mine);
            assertThatThrownBy(() -> carrier.host(() -> {
                        throw error;
                    }))
                    .isSameAs(error);
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void an_exception_that_a_body_lets_out_reaches_the_controller_and_ends_the_coroutine(String name) {
        RuntimeException mine = new RuntimeException("mine");
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine body = carrier.create("thrower", () -> {
                    throw mine;
                });
                assertThatThrownBy(body::resume).isSameAs(mine);
                assertThat(body.isDone()).isTrue();
                // The thread it used, if any, serves the next one.
                Coroutine next = carrier.create("next", () -> {});
                next.resume();
                assertThat(next.isDone()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void calls_in_the_wrong_order_are_refused(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create("fox", () -> {
                    assertThatThrownBy(self[0]::resume).hasMessageContaining("\"fox\" is running already");
                    self[0].suspend();
                });
                assertThatThrownBy(self[0]::suspend).hasMessageContaining("outside its body");
                self[0].resume();
                assertThatThrownBy(self[0]::suspend).hasMessageContaining("outside its body");
                self[0].resume();
                assertThatThrownBy(self[0]::resume).hasMessageContaining("\"fox\" is done");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void three_thousand_coroutines_live_at_once(String name) {
        int[] sum = new int[1];
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                List<Coroutine> many = IntStream.range(0, 3_000)
                        .mapToObj(n -> Bodies.steps(carrier, "c" + n, 2, i -> sum[0]++))
                        .toList();
                Bodies.runAll(many);
            });
        }
        assertThat(sum[0]).isEqualTo(6_000);
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_machine_may_run_inside_a_body_of_another(String name) {
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Supplier<Runnable> inner = () -> () -> Bodies.runAll(List.of(
                    Bodies.steps(carrier, "x", 2, i -> said.add("x" + i)),
                    Bodies.steps(carrier, "y", 2, i -> said.add("y" + i))));
            carrier.host(() -> {
                Coroutine a = Bodies.steps(carrier, "a", 2, i -> {
                    said.add("a" + i);
                    carrier.host(inner.get());
                });
                Coroutine b = Bodies.steps(carrier, "b", 2, i -> said.add("b" + i));
                Bodies.runAll(List.of(a, b));
            });
        }
        assertThat(said).containsExactly("a0", "x0", "y0", "x1", "y1", "b0", "a1", "x0", "y0", "x1", "y1", "b1");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_of_the_outer_machine_cannot_be_suspended_from_inside_the_inner_one(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Coroutine[] outer = new Coroutine[1];
            carrier.host(() -> {
                outer[0] = carrier.create(
                        "outer",
                        () -> carrier.host(() -> carrier.create(
                                        "inner",
                                        () -> assertThatThrownBy(outer[0]::suspend)
                                                .hasMessageContaining("outside its body"))
                                .resume()));
                outer[0].resume();
                assertThat(outer[0].isDone()).isTrue();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void the_caller_of_host_may_hold_monitors(String name) {
        Object first = new Object();
        Object second = new Object();
        // Often enough for the JIT to compile it: a lock that the JIT leaves out protects nothing.
        for (int i = 0; i < 12_000; i++) {
            try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
                synchronized (first) {
                    synchronized (second) {
                        carrier.host(() -> {
                            Coroutine body = Bodies.steps(carrier, "body", 1, n -> {});
                            body.resume();
                            if (name.equals("continuations")) {
                                assertThat(Thread.holdsLock(first)).isTrue();
                                assertThat(Thread.holdsLock(second)).isTrue();
                            }
                        });
                        assertThat(Thread.holdsLock(first)).isTrue();
                        assertThat(Thread.holdsLock(second)).isTrue();
                    }
                }
            }
            if (!name.equals("continuations")) {
                break; // the controller is on another thread, or the body is: nothing to compile
            }
        }
        assertThat(Thread.holdsLock(first)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void so_may_who_hosts_many_times_and_a_body_that_hosts(String name) {
        assumeTrue(
                name.equals("continuations"), "on other carriers the controller or the body has a thread of its own");
        Object callers = new Object();
        Object bodys = new Object();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            synchronized (callers) {
                carrier.hostAll(() -> {
                    // Often enough for the JIT to compile it, as above.
                    for (int i = 0; i < 12_000; i++) {
                        carrier.host(
                                () -> Bodies.steps(carrier, "body", 1, n -> {}).resume());
                        assertThat(Thread.holdsLock(callers)).isTrue();
                        carrier.host(() -> {
                            Coroutine outer = carrier.create("outer", () -> hostsUnder(bodys, carrier));
                            outer.resume();
                            assertThat(outer.isDone()).isTrue();
                        });
                    }
                });
                assertThat(Thread.holdsLock(callers)).isTrue();
            }
        }
    }

    private static void hostsUnder(Object monitor, CoroutineCarrier carrier) {
        synchronized (monitor) {
            carrier.host(() -> Bodies.steps(carrier, "inner", 1, n -> {}).resume());
            assertThat(Thread.holdsLock(monitor)).isTrue();
        }
    }

    /** A body that says its name, runs what it is given and says its name again. */
    private static Coroutine says(
            CoroutineCarrier carrier, List<String> said, String name, Consumer<Coroutine> middle) {
        Coroutine[] self = new Coroutine[1];
        self[0] = carrier.create(name, () -> {
            said.add(name + " begins");
            middle.accept(self[0]);
            said.add(name + " ends");
        });
        return self[0];
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_passes_to_another_and_the_controller_goes_on_when_either_stops(String name) {
        assumeFalse(name.equals("continuations"), "they come back to the controller each time");
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine second = says(carrier, said, "second", self -> {
                    self.suspend();
                    said.add("second was passed to");
                    self.suspend();
                });
                Coroutine first = says(carrier, said, "first", self -> {
                    assertThat(self.canPass()).isTrue();
                    self.passTo(second);
                    said.add("first goes on");
                    self.passTo(second); // which ends
                });
                second.resume();
                first.resume();
                said.add("back from first");
                first.resume();
                said.add("back from second");
                assertThat(second.isDone()).isTrue();
                assertThat(first.isDone()).isFalse();
                first.resume();
                assertThat(first.isDone()).isTrue();
            });
        }
        assertThat(said)
                .containsExactly(
                        "second begins",
                        "first begins",
                        "second was passed to",
                        "back from first",
                        "first goes on",
                        "second ends",
                        "back from second",
                        "first ends");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void what_a_body_lets_out_that_was_passed_to_reaches_the_controller(String name) {
        assumeFalse(name.equals("continuations"), "they come back to the controller each time");
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine second = says(carrier, said, "second", self -> {
                    self.suspend();
                    throw new IllegalStateException("let out");
                });
                Coroutine first = says(carrier, said, "first", self -> self.passTo(second));
                second.resume();
                assertThatThrownBy(first::resume).hasMessage("let out");
                assertThat(second.isDone()).isTrue();
                assertThat(first.isDone()).isFalse();
                first.resume();
            });
        }
        assertThat(said).containsExactly("second begins", "first begins", "first ends");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_cannot_pass_to_one_that_is_done_or_from_outside(String name) {
        assumeFalse(name.equals("continuations"), "they come back to the controller each time");
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine done = carrier.create("done", () -> {});
                done.resume();
                Coroutine other = says(carrier, new ArrayList<>(), "other", Coroutine::suspend);
                Coroutine first = says(carrier, new ArrayList<>(), "first", self -> {
                    assertThatThrownBy(() -> self.passTo(done)).hasMessageContaining("is done");
                    assertThatThrownBy(() -> self.passTo(self)).hasMessageContaining("is running already");
                    assertThatThrownBy(() -> other.passTo(self)).hasMessageContaining("outside its body");
                });
                other.resume();
                first.resume();
                assertThat(first.isDone()).isTrue();
                other.resume();
            });
        }
    }
}
