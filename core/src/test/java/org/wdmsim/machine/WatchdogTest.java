package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KEvent;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/** Drivers that keep the host's thread: they are named, and the next machine does not feel them. */
@Timeout(120)
class WatchdogTest {
    private static final Duration LIMIT = Duration.ofMillis(200);

    private volatile boolean released;

    static List<String> carriers() {
        return CoroutineCarriers.available();
    }

    private static Machine machine(CoroutineCarrier carrier) {
        return Machine.builder().carrier(carrier).watchdog(LIMIT).build();
    }

    private static void assertStuckIn(Outcome outcome, String method) {
        assertThat(outcome).isInstanceOf(Outcome.Stuck.class);
        Outcome.Stuck stuck = (Outcome.Stuck) outcome;
        assertThat(stuck.running()).singleElement().satisfies(main -> {
            assertThat(main.thread()).isEqualTo("main");
            assertThat(main.line()).matches("WatchdogTest\\.java:\\d+");
            assertThat(main.frames()).anyMatch(frame -> frame.contains("WatchdogTest." + method + "("));
            assertThat(stuck.headline()).isEqualTo("STUCK: no DDI call since step 2; last seen at " + main.line());
        });
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_driver_that_spins_is_named(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Machine machine = machine(carrier);
            machine.thread("main", this::spins);
            assertStuckIn(machine.run(), "spins");
            released = true;
        }
    }

    private void spins() {
        while (!released) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_driver_that_sleeps_is_named(String name) {
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Machine machine = machine(carrier);
            machine.thread("main", WatchdogTest::sleeps);
            assertStuckIn(machine.run(), "sleeps");
        }
    }

    private static void sleeps() {
        try {
            Thread.sleep(3_600_000);
        } catch (InterruptedException woken) {
            throw new IllegalStateException(woken);
        }
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void a_driver_that_waits_on_a_monitor_is_named(String name) {
        Object monitor = new Object();
        try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
            Machine machine = machine(carrier);
            machine.thread("main", () -> enters(monitor));
            synchronized (monitor) {
                assertStuckIn(machine.run(), "enters");
            }
        }
    }

    private static void enters(Object monitor) {
        synchronized (monitor) {
            monitor.notifyAll();
        }
    }

    @Test
    void what_a_stuck_driver_does_later_does_not_change_the_outcome() throws InterruptedException {
        Machine machine = Machine.builder().watchdog(LIMIT).build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        CountDownLatch over = new CountDownLatch(1);
        machine.thread("main", () -> {
            try {
                spins();
                event.set();
            } finally {
                over.countDown();
            }
        });
        Outcome stuck = machine.run();
        assertStuckIn(stuck, "spins");
        released = true;
        over.await();
        joinHosts();
        assertThat(machine.outcome()).isSameAs(stuck);
        assertThat(machine.trace().where(entry -> entry.event().subject() == event))
                .isEmpty();
    }

    @Test
    void who_follows_a_machine_is_told_no_more_of_it_when_it_was_given_up() throws InterruptedException {
        AtomicInteger rests = new AtomicInteger();
        Machine machine = Machine.builder()
                .watchdog(LIMIT)
                .follower(new CountsRests(rests))
                .build();
        machine.thread("main", this::spins);
        assertStuckIn(machine.run(), "spins");
        released = true;
        joinHosts();
        assertThat(rests).hasValue(0);
        Machine other = Machine.builder().follower(new CountsRests(rests)).build();
        other.thread("main", () -> {});
        assertOutcome(other.run()).isClean();
        assertThat(rests).hasValue(1);
    }

    private record CountsRests(AtomicInteger rested) implements TransitionListener {
        @Override
        public void goes(ChoicePoint point, int candidate) {}

        @Override
        public void touches(int what, Touch how) {}

        @Override
        public void comesAfter(int what) {}

        @Override
        public void wakes(SimThread thread) {}

        @Override
        public void rests() {
            rested.incrementAndGet();
        }

        @Override
        public void timePassed() {}
    }

    private static void joinHosts() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("wdmsim")) {
                thread.join(10_000);
            }
        }
    }

    @Test
    void the_next_machine_is_not_affected() {
        Machine first = Machine.builder().watchdog(LIMIT).build();
        first.thread("main", this::spins);
        assertStuckIn(first.run(), "spins");
        Machine second = Machine.builder().watchdog(Duration.ofSeconds(60)).build();
        KEvent event = KEvent.notification(second.kernel(), "event");
        second.thread("setter", event::set);
        second.thread("waiter", () -> event.waitFor(KEvent.FOREVER));
        assertOutcome(second.run()).isClean();
        released = true;
    }

    @Test
    void a_machine_that_makes_progress_is_left_alone_however_long_it_runs() {
        Machine machine =
                Machine.builder().watchdog(Duration.ofSeconds(60)).traced(false).build();
        KEvent event = KEvent.notification(machine.kernel(), "event");
        machine.thread("main", () -> {
            for (int i = 0; i < 200_000; i++) {
                event.set();
            }
        });
        assertOutcome(machine.run()).isClean();
    }
}
