package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where continuations differ from threads: one stack, one owner of all monitors. */
@Timeout(120)
class ContinuationCarrierTest {
    private static final int JDK = Runtime.version().feature();

    private static final ThreadLocal<Runnable> IN_STATIC_INITIALISER = new ThreadLocal<>();

    @BeforeEach
    void continuations_work_here() {
        assumeTrue(CoroutineCarriers.available().contains("continuations"));
    }

    @Test
    void a_native_frame_across_a_suspension_is_refused_with_advice_and_the_body_goes_on() {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        List<String> said = new ArrayList<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open("continuations")) {
            carrier.host(() -> {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create("fdo worker", () -> {
                    IN_STATIC_INITIALISER.set(() -> {
                        try {
                            self[0].suspend();
                        } catch (IllegalStateException e) {
                            refused.set(e);
                        }
                    });
                    said.add(CallsADdiFromItsStaticInitialiser.NAME);
                    self[0].suspend();
                    said.add("again");
                });
                self[0].resume();
                assertThat(self[0].isDone()).isFalse();
                self[0].resume();
                assertThat(self[0].isDone()).isTrue();
            });
        } finally {
            IN_STATIC_INITIALISER.remove();
        }
        assertThat(refused.get())
                .hasMessageContaining("coroutine \"fdo worker\" cannot be suspended here")
                .hasMessageContaining("holds a Java monitor (synchronized) or a native frame")
                .hasMessageContaining("use KSpinLock or KEvent instead of synchronized");
        assertThat(said).containsExactly("initialised", "again");
    }

    @Test
    void before_jdk_24_a_held_monitor_is_refused_with_advice() {
        assumeTrue(JDK < 24);
        Object monitor = new Object();
        try (CoroutineCarrier carrier = CoroutineCarriers.open("continuations")) {
            carrier.host(() -> {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create("fdo worker", () -> {
                    synchronized (monitor) {
                        assertThatThrownBy(self[0]::suspend)
                                .hasMessageContaining("use KSpinLock or KEvent instead of synchronized");
                    }
                });
                self[0].resume();
                assertThat(self[0].isDone()).isTrue();
            });
        }
    }

    @Test
    void from_jdk_24_on_a_held_monitor_goes_with_the_suspended_body_and_comes_back() {
        assumeTrue(JDK >= 24);
        Object monitor = new Object();
        try (CoroutineCarrier carrier = CoroutineCarriers.open("continuations")) {
            carrier.host(() -> {
                Coroutine[] self = new Coroutine[1];
                self[0] = carrier.create("fdo worker", () -> {
                    synchronized (monitor) {
                        self[0].suspend();
                        assertThat(Thread.holdsLock(monitor)).isTrue();
                    }
                });
                self[0].resume();
                assertThat(Thread.holdsLock(monitor)).isFalse();
                self[0].resume();
                assertThat(self[0].isDone()).isTrue();
            });
        }
        assertThat(Thread.holdsLock(monitor)).isFalse();
    }

    @Test
    void from_jdk_24_on_a_second_body_at_the_same_monitor_blocks_the_host_and_the_watchdog_sees_the_line() {
        assumeTrue(JDK >= 24);
        Object monitor = new Object();
        AtomicReference<Coroutine> second = new AtomicReference<>();
        CoroutineCarrier carrier = CoroutineCarriers.open("continuations");
        Thread host = new Thread(
                () -> carrier.host(() -> {
                    Coroutine[] first = new Coroutine[1];
                    first[0] = carrier.create("first", () -> {
                        synchronized (monitor) {
                            first[0].suspend();
                        }
                    });
                    first[0].resume();
                    second.set(carrier.create("second", () -> entersTheMonitor(monitor)));
                    second.get().resume();
                }),
                "blocked for ever, as this test shows");
        host.setDaemon(true);
        host.start();
        while (host.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
        assertThat(second.get().stackTrace()[0].getMethodName()).isEqualTo("entersTheMonitor");
    }

    @Test
    void the_controller_stays_on_the_caller_s_thread() {
        try (CoroutineCarrier carrier = CoroutineCarriers.open("continuations")) {
            List<Thread> threads = new ArrayList<>();
            carrier.host(() -> {
                threads.add(Thread.currentThread());
                Bodies.runAll(List.of(Bodies.steps(carrier, "a", 1, i -> threads.add(Thread.currentThread()))));
            });
            assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
        }
    }

    @Test
    void inside_a_virtual_thread_the_controller_gets_a_platform_thread() throws InterruptedException {
        List<Boolean> virtual = new ArrayList<>();
        RuntimeException mine = new RuntimeException("mine");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (CoroutineCarrier carrier = CoroutineCarriers.open("continuations")) {
            Thread caller = VirtualThreads.factory().newThread(() -> {
                virtual.add(VirtualThreads.isCurrentThreadVirtual());
                try {
                    carrier.host(() -> {
                        Bodies.runAll(List.of(Bodies.steps(
                                carrier, "a", 1, i -> virtual.add(VirtualThreads.isCurrentThreadVirtual()))));
                        throw mine;
                    });
                } catch (RuntimeException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            caller.join();
        }
        assertThat(virtual).containsExactly(true, false);
        assertThat(thrown.get()).isSameAs(mine);
    }

    private static void entersTheMonitor(Object monitor) {
        synchronized (monitor) {
            throw new AssertionError("the first body holds it");
        }
    }

    /** The JVM calls a static initialiser through a native frame. */
    private static final class CallsADdiFromItsStaticInitialiser {
        static final String NAME;

        static {
            IN_STATIC_INITIALISER.get().run();
            NAME = "initialised";
        }
    }
}
