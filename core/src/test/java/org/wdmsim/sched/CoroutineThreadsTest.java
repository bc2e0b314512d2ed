package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Carriers and the host's threads: pools, watchdogs, interrupts, several machines at once. */
@Timeout(120)
class CoroutineThreadsTest {
    static List<String> carriers() {
        return CoroutineCarriers.available();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_s_thread_is_used_again_by_the_next(String name) {
        Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            for (int machine = 0; machine < 10; machine++) {
                carrier.host(() -> {
                    for (int i = 0; i < 10; i++) {
                        Bodies.runAll(List.of(Bodies.steps(carrier, "c", 1, n -> threads.add(Thread.currentThread()))));
                    }
                });
            }
        }
        assertThat(threads).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void no_thread_is_left_after_close(String name) {
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        List<Thread> seen = new ArrayList<>();
        carrier.host(() -> Bodies.runAll(List.of(
                Bodies.steps(carrier, "a", 2, i -> seen.add(Thread.currentThread())),
                Bodies.steps(carrier, "b", 2, i -> seen.add(Thread.currentThread())))));
        carrier.close();
        seen.removeIf(thread -> thread == Thread.currentThread());
        assertThat(seen).noneMatch(Thread::isAlive);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("wdmsim-coroutine", "wdmsim-host");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void closing_twice_does_no_harm(String name) {
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        carrier.host(() -> carrier.create("a", () -> {}).resume());
        carrier.close();
        carrier.close();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void close_unwinds_a_body_that_is_never_resumed(String name) {
        assumeFalse(name.equals("continuations"), "a continuation that is dropped is garbage");
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        List<Thread> threads = new ArrayList<>();
        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        carrier.host(() -> {
            for (String body : List.of("a", "b")) {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create(body, () -> {
                    threads.add(Thread.currentThread());
                    try {
                        self[0].suspend();
                    } catch (CoroutineAbandoned e) {
                        ends.add(e.getMessage());
                        self[0].suspend();
                    } finally {
                        ends.add(body + " unwound");
                    }
                });
                self[0].resume();
            }
        });
        carrier.close();
        assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
        assertThat(ends)
                .containsExactly(
                        "coroutine \"a\" was suspended when its carrier was closed",
                        "a unwound",
                        "coroutine \"b\" was suspended when its carrier was closed",
                        "b unwound");
    }

    /** The first body has passed to the second, which hangs; closing unwinds the first beside it. */
    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_that_is_unwound_does_not_wake_the_controller_that_waits_for_another(String name)
            throws InterruptedException {
        assumeFalse(name.equals("continuations"), "they come back to the controller each time");
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch unwound = new CountDownLatch(1);
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        Thread host = new Thread(() -> carrier.host(() -> {
            Coroutine[] bodies = new Coroutine[2];
            bodies[1] = carrier.create("second", () -> {
                bodies[1].suspend();
                hangs.countDown();
                while (!enough.get()) {
                    Thread.onSpinWait();
                }
                said.add("second ends");
            });
            bodies[0] = carrier.create("first", () -> {
                try {
                    bodies[0].passTo(bodies[1]);
                } finally {
                    said.add("first unwound");
                    unwound.countDown();
                }
            });
            bodies[1].resume();
            bodies[0].resume();
            said.add("controller goes on");
        }));
        host.start();
        hangs.await();
        carrier.close();
        unwound.await();
        enough.set(true);
        host.join();
        assertThat(said).containsExactly("first unwound", "second ends", "controller goes on");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void close_gives_up_on_a_body_that_does_not_end(String name) throws InterruptedException {
        assumeFalse(name.equals("continuations"), "the body is on the controller's own thread");
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread host = new Thread(() -> carrier.host(() -> carrier.create("loop", () -> {
                    begun.countDown();
                    while (!enough.get()) {
                        Thread.onSpinWait();
                    }
                    interrupted.set(Thread.currentThread().isInterrupted());
                })
                .resume()));
        host.start();
        begun.await();
        carrier.close(); // returns, although the body still loops
        assertThat(host.isAlive()).isTrue();
        enough.set(true);
        host.join();
        assertThat(interrupted).isTrue();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_closed_carrier_says_so(String name) {
        assumeFalse(name.equals("continuations"), "it has nothing to close");
        CoroutineCarrier carrier = CoroutineCarriers.open(name);
        carrier.close();
        assertThatThrownBy(() ->
                        carrier.host(() -> carrier.create("late", () -> {}).resume()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("carrier " + name + " is closed; open another one");
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void the_watchdog_sees_where_a_body_spins(String name) throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicReference<Coroutine> body = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Thread host = new Thread(() -> carrier.host(() -> {
                body.set(carrier.create("spinner", () -> {
                    begun.countDown();
                    spinsForEver(enough);
                }));
                body.get().resume();
            }));
            host.start();
            begun.await();
            StackTraceElement[] trace = body.get().stackTrace();
            while (!shows(trace, "spinsForEver")) { // it may still be on its way there
                Thread.onSpinWait();
                trace = body.get().stackTrace();
            }
            enough.set(true);
            host.join();
            assertThat(body.get().stackTrace()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void the_controller_sees_where_a_body_is_suspended(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create("waiter", () -> waitsForItsTurn(self));
                self[0].resume();
                assertThat(self[0].stackTrace()).anyMatch(f -> f.getMethodName().equals("waitsForItsTurn"));
                self[0].resume();
                assertThat(self[0].stackTrace()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void two_machines_share_a_carrier_side_by_side(String name) throws InterruptedException {
        int[][] sums = new int[2][1];
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            List<Thread> hosts = new ArrayList<>();
            for (int[] sum : sums) {
                Thread host = new Thread(() -> {
                    try {
                        for (int machine = 0; machine < 100; machine++) {
                            carrier.host(() -> Bodies.runAll(List.of(
                                    Bodies.steps(carrier, "a", 10, i -> sum[0]++),
                                    Bodies.steps(carrier, "b", 10, i -> sum[0]++),
                                    Bodies.steps(carrier, "c", 10, i -> sum[0]++))));
                        }
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                });
                host.start();
                hosts.add(host);
            }
            for (Thread host : hosts) {
                host.join();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(sums).isDeepEqualTo(new int[][] {{3_000}, {3_000}});
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void an_interrupt_of_the_host_neither_breaks_the_run_nor_is_lost(String name) throws InterruptedException {
        List<Integer> said = new ArrayList<>();
        AtomicBoolean seenByController = new AtomicBoolean();
        AtomicBoolean leftForOwner = new AtomicBoolean();
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Thread host = new Thread(() -> {
                carrier.host(() -> {
                    Coroutine body = Bodies.steps(carrier, "body", 100, i -> {
                        inside.countDown();
                        while (!interrupted.get()) {
                            Thread.onSpinWait();
                        }
                        said.add(i);
                    });
                    Bodies.runAll(List.of(body));
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait(); // on its way from the caller's thread, if that is another one
                    }
                    seenByController.set(true);
                });
                leftForOwner.set(Thread.interrupted());
            });
            host.start();
            inside.await();
            host.interrupt();
            interrupted.set(true);
            host.join();
        }
        assertThat(said).hasSize(100).isSorted();
        assertThat(seenByController).isTrue();
        assertThat(leftForOwner).isTrue();
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_body_that_interrupts_itself_can_still_suspend(String name) {
        List<Boolean> status = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            carrier.host(() -> {
                Bodies.runAll(List.of(Bodies.steps(carrier, "body", 3, i -> {
                    status.add(Thread.currentThread().isInterrupted());
                    Thread.currentThread().interrupt();
                })));
                Thread.interrupted();
                Bodies.runAll(List.of(Bodies.steps(
                        carrier,
                        "next",
                        1,
                        i -> status.add(Thread.currentThread().isInterrupted()))));
            });
        }
        assertThat(status).containsExactly(false, true, true, false);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static void spinsForEver(AtomicBoolean enough) {
        while (!enough.get()) {
            Thread.onSpinWait();
        }
    }

    private static void waitsForItsTurn(Coroutine[] self) {
        self[0].suspend();
    }

    private static boolean shows(StackTraceElement[] trace, String method) {
        return Arrays.stream(trace).anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
