package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KDpc;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.sched.Policies;

/** The system's device queue: io.md 8.5. */
class StartIoTest {
    private final List<String> log = new ArrayList<>();
    private int inHand;

    /** A driver whose device is a DPC: StartIo queues it, and it completes the packet and starts the next. */
    private StackBench bench(MachineBuilder builder, boolean deferred, boolean nonCancelable) {
        StackBench bench = new StackBench(builder, 1);
        return bench.layer(0, (device, irp) -> {
            irp.markPending();
            device.startIo().startPacket(irp, StartIoTest::cancel);
            return STATUS_PENDING;
        });
    }

    private void prepare(StackBench b, boolean deferred, boolean nonCancelable) {
        b.top().startIo().setAttributes(deferred, nonCancelable);
        IoDpc.initialize(b.top(), (device, irp, context) -> finish(device, irp));
        b.drivers.get(0).onStartIo((device, irp) -> {
            assertThat(b.kernel().currentIrql()).isEqualTo(Irql.DISPATCH_LEVEL);
            assertThat(device.startIo().currentIrp()).isSameAs(irp);
            assertThat(++inHand).isEqualTo(1);
            log.add("start " + irp.objectName());
            IoDpc.request(device, irp, null);
        });
    }

    private void finish(DeviceObject device, Irp irp) {
        inHand--;
        irp.setCancelRoutine(null);
        NtStatus status = irp.isCancelled() ? STATUS_CANCELLED : STATUS_SUCCESS;
        device.startIo().startNextPacket(true);
        irp.complete(status);
    }

    private static void cancel(DeviceObject device, Irp irp) {
        boolean isQueued =
                device.startIo().currentIrp() != irp && device.startIo().queue().removeEntry(irp);
        device.io().releaseCancelSpinLock(irp.cancelIrql());
        if (isQueued) {
            irp.complete(STATUS_CANCELLED);
        }
    }

    @Test
    void an_idle_device_starts_at_once_and_a_busy_one_queues() {
        assertOutcome(bench(Machine.builder(), false, false).run(b -> {
                    prepare(b, false, false);
                    Irql before = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    StartIo startIo = b.top().startIo();
                    b.top().call(b.irp(IRP_MJ_READ));
                    b.top().call(b.irp(IRP_MJ_READ));
                    assertThat(log).containsExactly("start irp#1");
                    assertThat(startIo.queue().isBusy()).isTrue();
                    assertThat(startIo.queue().waiting()).hasToString("[irp#2 [IRP_MJ_READ, location 1 of 1]]");
                    b.kernel().currentThread().lowerIrql(before);
                    KDpc.flush(b.kernel());
                    KDpc.flush(b.kernel());
                    assertThat(log).containsExactly("start irp#1", "start irp#2");
                    assertThat(startIo.currentIrp()).isNull();
                    assertThat(startIo.queue().isBusy()).isFalse();
                }))
                .isClean();
    }

    @Test
    void packets_are_taken_one_at_a_time_in_every_schedule() {
        for (int seed = 1; seed <= 200; seed++) {
            inHand = 0;
            StackBench bench = bench(Machine.builder().policy(Policies.random(seed)), false, false);
            List<NtStatus> ends = new ArrayList<>();
            assertOutcome(bench.run(b -> {
                        prepare(b, false, false);
                        for (int i = 0; i < 3; i++) {
                            b.thread(
                                    "reader", () -> ends.add(b.send(IRP_MJ_READ).status()));
                        }
                    }))
                    .isClean();
            assertThat(ends).containsExactly(STATUS_SUCCESS, STATUS_SUCCESS, STATUS_SUCCESS);
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void cancelled_packets_are_completed_once_queued_or_current() {
        Set<String> ends = new TreeSet<>();
        for (boolean nonCancelable : new boolean[] {false, true}) {
            for (int seed = 1; seed <= 300; seed++) {
                inHand = 0;
                boolean taken = nonCancelable;
                StackBench bench = bench(Machine.builder().policy(Policies.random(seed)), false, taken);
                assertOutcome(bench.run(b -> {
                            prepare(b, false, taken);
                            for (int i = 0; i < 2; i++) {
                                Irp irp = b.irp(IRP_MJ_READ);
                                b.thread(
                                        "reader",
                                        () -> ends.add(b.io().sendAndWait(b.top(), irp)
                                                .status()
                                                .name()));
                                b.thread("canceller", () -> irp.cancelUnlessFinished());
                            }
                        }))
                        .isClean();
                assertThat(bench.machine.leftovers()).isEmpty();
            }
        }
        assertThat(ends).containsExactly("STATUS_CANCELLED", "STATUS_SUCCESS");
    }

    @Test
    void a_deferred_next_packet_starts_when_start_io_has_returned() {
        for (boolean deferred : new boolean[] {false, true}) {
            log.clear();
            assertOutcome(bench(Machine.builder().verifier(deferred), deferred, false)
                            .run(b -> {
                                b.top().startIo().setAttributes(deferred, false);
                                b.drivers.get(0).onStartIo((device, irp) -> {
                                    log.add("enter");
                                    if (log.size() == 1) {
                                        // While the first is in hand two more come in.
                                        b.top().call(b.irp(IRP_MJ_READ));
                                        b.top().call(b.irp(IRP_MJ_READ));
                                    }
                                    device.startIo().startNextPacket(true);
                                    irp.setCancelRoutine(null);
                                    irp.complete(STATUS_SUCCESS);
                                    log.add("leave");
                                });
                                b.top().call(b.irp(IRP_MJ_READ));
                            }))
                    .isClean();
            assertThat(log)
                    .containsExactlyElementsOf(
                            deferred
                                    ? List.of("enter", "leave", "enter", "leave", "enter", "leave")
                                    : List.of("enter", "enter", "enter", "leave", "leave", "leave"));
        }
    }

    @Test
    void the_next_packet_inside_of_start_io_must_be_deferred() {
        assertOutcome(bench(Machine.builder(), false, false).run(b -> {
                    b.drivers.get(0).onStartIo((device, irp) -> device.startIo().startNextPacket(false));
                    b.top().call(b.irp(IRP_MJ_READ));
                }))
                .isViolation(0x57440010);
    }

    @Test
    void packets_with_keys_are_taken_in_their_order() {
        assertOutcome(bench(Machine.builder(), false, false).run(b -> {
                    List<Irp> started = new ArrayList<>();
                    b.drivers.get(0).onStartIo((device, irp) -> started.add(irp));
                    StartIo startIo = b.top().startIo();
                    Irp[] irps = new Irp[4];
                    for (int i = 0; i < irps.length; i++) {
                        irps[i] = b.irp(IRP_MJ_READ);
                    }
                    startIo.startPacket(irps[0], 9, null);
                    startIo.startPacket(irps[1], 7, null);
                    startIo.startPacket(irps[2], 3, null);
                    startIo.startPacket(irps[3], 5, null);
                    Irql before = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    startIo.startNextPacketByKey(false, 4);
                    startIo.startNextPacketByKey(false, 8);
                    startIo.startNextPacket(false);
                    b.kernel().currentThread().lowerIrql(before);
                    assertThat(started).containsExactly(irps[0], irps[3], irps[2], irps[1]);
                }))
                .isClean();
    }

    @Test
    void start_io_runs_at_dispatch_level_from_whatever_level_the_next_packet_is_asked_for() {
        assertOutcome(bench(Machine.builder(), false, false).run(b -> {
                    List<Irql> levels = new ArrayList<>();
                    b.drivers
                            .get(0)
                            .onStartIo((device, irp) -> levels.add(b.kernel().currentIrql()));
                    StartIo startIo = b.top().startIo();
                    startIo.startPacket(b.irp(IRP_MJ_READ), 1, null);
                    startIo.startPacket(b.irp(IRP_MJ_READ), 2, null);
                    startIo.startNextPacketByKey(false, 0);
                    assertThat(b.kernel().currentIrql()).isEqualTo(Irql.PASSIVE_LEVEL);
                    assertThat(levels).containsExactly(Irql.DISPATCH_LEVEL, Irql.DISPATCH_LEVEL);
                }))
                .isClean();
    }

    @Test
    void a_deferred_next_packet_keeps_its_key() {
        assertOutcome(bench(Machine.builder(), true, false).run(b -> {
                    List<Irp> started = new ArrayList<>();
                    Irp[] irps = {b.irp(IRP_MJ_READ), b.irp(IRP_MJ_READ), b.irp(IRP_MJ_READ)};
                    StartIo startIo = b.top().startIo();
                    startIo.setAttributes(true, false);
                    b.drivers.get(0).onStartIo((device, irp) -> {
                        started.add(irp);
                        if (started.size() == 1) {
                            startIo.startPacket(irps[1], 3, null);
                            startIo.startPacket(irps[2], 7, null);
                            startIo.startNextPacketByKey(false, 5);
                        }
                    });
                    startIo.startPacket(irps[0], 1, null);
                    assertThat(started).containsExactly(irps[0], irps[2]);
                }))
                .isClean();
    }

    @Test
    void start_io_that_lowers_the_irql_is_a_bug_check() {
        assertOutcome(bench(Machine.builder(), false, false).run(b -> {
                    b.drivers
                            .get(0)
                            .onStartIo(
                                    (device, irp) -> b.kernel().currentThread().lowerIrql(Irql.PASSIVE_LEVEL));
                    b.top().startIo().startPacket(b.irp(IRP_MJ_READ), null);
                }))
                .isBugCheck(org.wdmsim.base.BugCheckCode.IRQL_UNEXPECTED_VALUE);
    }

    @Test
    void a_deferred_start_is_not_lost_between_two_host_threads() {
        for (int round = 0; round < 20; round++) {
            inHand = 0;
            StackBench bench = bench(Machine.builder().live(true), true, false);
            assertOutcome(bench.run(b -> {
                        b.top().startIo().setAttributes(true, false);
                        IoDpc.initialize(b.top(), (device, irp, context) -> {
                            irp.setCancelRoutine(null);
                            device.startIo().startNextPacket(true);
                            irp.complete(STATUS_SUCCESS);
                        });
                        b.drivers.get(0).onStartIo((device, irp) -> {
                            IoDpc.request(device, irp, null);
                            for (int i = 0; i < 2_000; i++) {
                                Thread.onSpinWait(); // long enough for the DPC to come while StartIo runs
                            }
                        });
                        for (int i = 0; i < 3; i++) {
                            b.thread("reader", () -> {
                                for (int n = 0; n < 20; n++) {
                                    b.send(IRP_MJ_READ);
                                }
                            });
                        }
                    }))
                    .isClean();
        }
    }
}
