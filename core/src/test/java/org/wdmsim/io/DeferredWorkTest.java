package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.ke.KernelOptions.TICKS_PER_MILLISECOND;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KTimer;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** Work items, a device's timer, its DPC: io.md 10. */
class DeferredWorkTest {
    private static StackBench bench() {
        return new StackBench(Machine.builder(), 1);
    }

    @Test
    void a_work_item_keeps_its_device_in_memory_until_its_routine_has_returned() {
        for (int seed = 1; seed <= 100; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 1);
            boolean[] ran = new boolean[1];
            assertOutcome(bench.run(b -> {
                        IoWorkItem item = IoWorkItem.allocate(b.top());
                        item.queue(
                                SystemWorkers.Type.DELAYED,
                                (device, context) -> {
                                    assertThat(device.isFreed()).isFalse();
                                    assertThat(context).isEqualTo("context");
                                    assertThat(b.kernel().currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                                    item.free();
                                    ran[0] = true;
                                },
                                "context");
                        b.top().delete();
                    }))
                    .isClean();
            assertThat(ran[0]).isTrue();
            assertThat(bench.top().isFreed()).isTrue();
        }
    }

    @Test
    void a_work_item_may_be_queued_again_from_its_routine_but_not_before() {
        List<String> log = new ArrayList<>();
        assertOutcome(bench().run(b -> {
                    IoWorkItem item = IoWorkItem.initialize(b.top());
                    KEvent done = b.event("done");
                    item.queue(
                            SystemWorkers.Type.DELAYED,
                            (device, context) -> {
                                log.add("first");
                                item.queue(
                                        SystemWorkers.Type.CRITICAL,
                                        (same, nothing) -> {
                                            log.add("second");
                                            done.set();
                                        },
                                        null);
                            },
                            null);
                    done.waitFor(KEvent.FOREVER);
                    assertThat(item.isQueued()).isFalse();
                }))
                .isClean();
        assertThat(log).containsExactly("first", "second");
        assertOutcome(bench().run(b -> {
                    IoWorkItem item = IoWorkItem.initialize(b.top());
                    item.queue(SystemWorkers.Type.DELAYED, (device, context) -> {}, null);
                    item.queue(SystemWorkers.Type.DELAYED, (device, context) -> {}, null);
                }))
                .isBugCheck(BugCheckCode.WORKER_INVALID, 1);
    }

    @Test
    void a_queued_work_item_must_not_be_freed() {
        assertOutcome(bench().run(b -> {
                    IoWorkItem item = IoWorkItem.allocate(b.top());
                    item.queue(SystemWorkers.Type.DELAYED, (device, context) -> {}, null);
                    item.free();
                }))
                .isBugCheck(BugCheckCode.WORKER_INVALID, 2);
    }

    @Test
    void a_work_item_and_a_timer_may_find_no_memory() {
        assertOutcome(bench().run(b -> {
                    b.kernel().setAllocations(routine -> false);
                    assertThat(IoWorkItem.allocate(b.top())).isNull();
                    assertThat(IoTimer.initialize(b.top(), (device, context) -> {}, null))
                            .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                    assertThat(b.top().timer()).isNull();
                }))
                .isClean();
    }

    @Test
    void the_timer_of_a_device_calls_its_routine_once_a_second_until_it_is_stopped() {
        List<Long> seconds = new ArrayList<>();
        StackBench bench = new StackBench(Machine.builder().timeBetweenSteps(0), 1);
        assertOutcome(bench.run(b -> {
                    assertThat(IoTimer.initialize(
                                    b.top(),
                                    (device, context) -> {
                                        assertThat(b.kernel().currentIrql()).isEqualTo(Irql.DISPATCH_LEVEL);
                                        seconds.add(b.kernel().now() / (1_000 * TICKS_PER_MILLISECOND));
                                    },
                                    null))
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(b.top().timer().isStarted()).isFalse();
                    b.top().timer().start();
                    b.kernel().currentThread().delay(3_500 * TICKS_PER_MILLISECOND);
                    b.top().timer().stop();
                    b.kernel().currentThread().delay(3_500 * TICKS_PER_MILLISECOND);
                }))
                .isClean();
        assertThat(seconds).containsExactly(1L, 2L, 3L);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void deleting_a_device_stops_its_timer() {
        StackBench bench = bench();
        assertOutcome(bench.run(b -> {
                    IoTimer.initialize(b.top(), (device, context) -> {}, null);
                    b.top().timer().start();
                    b.top().delete();
                    assertThat(b.top().isFreed()).isTrue();
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_device_has_one_timer() {
        assertOutcome(bench().run(b -> {
                    IoTimer.initialize(b.top(), (device, context) -> {}, null);
                    IoTimer.initialize(b.top(), (device, context) -> {}, null);
                }))
                .isIoViolation(0x0A);
    }

    @Test
    void a_device_freed_with_a_timer_set_is_a_bug_check() {
        StackBench unverified = new StackBench(Machine.builder().verifier(false), 1);
        assertOutcome(unverified.run(b -> {
                    new KTimer(b.kernel(), "timer", b.top(), KTimer.Type.NOTIFICATION).set(1_000, 0, null);
                    b.top().delete();
                }))
                .isBugCheck(BugCheckCode.TIMER_OR_DPC_INVALID, 0);
    }

    @Test
    void a_device_freed_with_a_dpc_queued_is_a_bug_check() {
        StackBench unverified = new StackBench(Machine.builder().verifier(false), 1);
        assertOutcome(unverified.run(b -> {
                    IoDpc.initialize(b.top(), (device, irp, context) -> {});
                    IoDpc.request(b.top(), null, null);
                    b.top().delete();
                }))
                .isBugCheck(BugCheckCode.TIMER_OR_DPC_INVALID, 1);
    }

    @Test
    void a_driver_unloaded_with_a_timer_set_is_a_bug_check() {
        assertOutcome(bench().run(b -> {
                    DriverObject driver = b.drivers.get(0);
                    driver.onUnload(same -> {});
                    KDpc dpc = new KDpc(b.kernel(), "dpc", driver, (same, context, first, second) -> {}, null);
                    new KTimer(b.kernel(), "timer", driver, KTimer.Type.NOTIFICATION).set(1_000, 0, dpc);
                    b.top().delete();
                    b.io().unloadDriver(driver);
                }))
                .isBugCheck(BugCheckCode.DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS);
    }
}
