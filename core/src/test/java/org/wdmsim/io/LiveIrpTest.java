package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;

/** IRPs on host threads, where a quiet machine keeps no books: what must hold all the same. */
@Timeout(120)
class LiveIrpTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 2_000;

    private static MachineBuilder live() {
        return Machine.builder().live(true);
    }

    private static void propagate(Irp irp) {
        if (irp.pendingReturned()) {
            irp.markPending();
        }
    }

    private static void await(CyclicBarrier start) {
        try {
            start.await();
        } catch (BrokenBarrierException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Eight layers, each copying and with a completion routine. */
    private static StackBench tall(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 8);
        for (int i = 1; i < 8; i++) {
            bench.layer(
                    i,
                    (device, irp) -> StackBench.copyWith(
                            device,
                            irp,
                            (d, done, context) -> {
                                propagate(done);
                                return STATUS_CONTINUE_COMPLETION;
                            },
                            null));
        }
        return bench;
    }

    private static Outcome hammer(StackBench bench, AtomicInteger back) {
        return bench.run(b -> {
            for (int i = 0; i < THREADS; i++) {
                b.thread("sender", () -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        Irp irp = b.allocate(IRP_MJ_READ, 8);
                        irp.setCompletionRoutine(
                                (device, done, context) -> {
                                    back.incrementAndGet();
                                    done.free();
                                    return STATUS_MORE_PROCESSING_REQUIRED;
                                },
                                null,
                                true,
                                true,
                                true);
                        b.top().call(irp);
                    }
                });
            }
        });
    }

    @Test
    void no_irp_is_lost_when_many_threads_use_one_stack() {
        AtomicInteger back = new AtomicInteger();
        StackBench bench = tall(live());
        assertOutcome(hammer(bench, back)).isClean();
        assertThat(back).hasValue(THREADS * ROUNDS);
        assertThat(bench.io().unlistedIrps()).isZero();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void the_verifier_finds_nothing_in_sound_drivers_on_host_threads() {
        AtomicInteger back = new AtomicInteger();
        StackBench bench = tall(live().verifier(true));
        IoCsq[] queue = new IoCsq[1];
        bench.layer(0, (device, irp) -> {
            queue[0].insert(irp);
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> {
                    queue[0] = new IoCsq(b.drivers.get(0), "irps", (same, irp) -> irp.complete(STATUS_CANCELLED));
                    int each = 100;
                    b.thread("sender", () -> {
                        for (int round = 0; round < each; round++) {
                            b.send(IRP_MJ_READ);
                            back.incrementAndGet();
                        }
                    });
                    b.thread("completer", () -> {
                        while (back.get() < each) {
                            Irp irp = queue[0].removeNext(any -> true);
                            if (irp != null) {
                                irp.complete(STATUS_SUCCESS);
                            }
                        }
                    });
                }))
                .isClean();
        assertThat(back).hasValue(100);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void an_irp_that_is_never_freed_is_left_over() {
        StackBench bench = new StackBench(live(), 1);
        assertOutcome(bench.run(b -> b.allocate(IRP_MJ_READ, 1))).isClean();
        assertThat(bench.io().unlistedIrps()).isEqualTo(1);
        assertThat(bench.machine.leftovers()).hasSize(1).first().asString().startsWith("IRPs outstanding");
    }

    @Test
    void two_threads_that_complete_one_irp_at_once_are_found_out() {
        for (int round = 0; round < 200; round++) {
            StackBench bench = new StackBench(live(), 1);
            Irp[] held = new Irp[1];
            CyclicBarrier start = new CyclicBarrier(2);
            bench.layer(0, (device, irp) -> {
                irp.markPending();
                held[0] = irp;
                return STATUS_PENDING;
            });
            Outcome outcome = bench.run(b -> {
                b.top().call(b.irp(IRP_MJ_READ));
                for (int i = 0; i < 2; i++) {
                    b.thread("completer", () -> {
                        await(start);
                        held[0].complete();
                    });
                }
            });
            assertOutcome(outcome).isBugCheck(BugCheckCode.MULTIPLE_IRP_COMPLETE_REQUESTS);
        }
    }

    @Test
    void cancelling_and_dequeueing_at_once_ends_each_irp_exactly_once() {
        AtomicInteger ended = new AtomicInteger();
        StackBench bench = new StackBench(live(), 1);
        IoCsq[] queue = new IoCsq[1];
        bench.layer(0, (device, irp) -> {
            queue[0].insert(irp);
            return STATUS_PENDING;
        });
        int irps = 2_000;
        assertOutcome(bench.run(b -> {
                    queue[0] = new IoCsq(b.drivers.get(0), "irps", (same, irp) -> irp.complete(STATUS_CANCELLED));
                    b.thread("sender", () -> {
                        for (int i = 0; i < irps; i++) {
                            Irp irp = b.irp(IRP_MJ_READ);
                            irp.userIosb = new IoStatusBlock();
                            irp.userEvent = b.event("done");
                            b.top().call(irp);
                            irp.cancelUnlessFinished();
                            irp.userEvent.waitFor(org.wdmsim.ke.KEvent.FOREVER);
                            ended.incrementAndGet();
                        }
                    });
                    b.thread("taker", () -> {
                        while (ended.get() < irps) {
                            Irp irp = queue[0].removeNext(any -> true);
                            if (irp != null) {
                                irp.complete(STATUS_SUCCESS);
                            }
                        }
                    });
                }))
                .isClean();
        assertThat(ended).hasValue(irps);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_driver_that_throws_stops_a_quiet_machine_too() {
        StackBench bench = tall(live()).layer(0, (device, irp) -> {
            throw new IllegalStateException("the driver's own");
        });
        Outcome outcome = bench.run(b -> b.send(IRP_MJ_READ));
        assertThat(outcome).isInstanceOf(Outcome.DriverThrew.class);
        assertThat(outcome.headline()).contains("the driver's own");
    }

    /** The thread's next IRP gets the locations of the one that it freed. */
    @Test
    void a_new_irp_has_nothing_of_the_one_that_was_freed_before() {
        StackBench bench = new StackBench(live(), 2);
        bench.layer(1, StackBench::copy);
        assertOutcome(bench.run(b -> {
                    Irp used = b.allocate(IRP_MJ_READ, 2);
                    IoStackLocation location = used.location(2);
                    location.set(IRP_MJ_WRITE, IrpMinor.IRP_MN_NORMAL, new IrpParameters.ReadWrite(1, 2, 3));
                    used.setCompletionRoutine(
                            (device, irp, context) -> STATUS_MORE_PROCESSING_REQUIRED, null, true, true, true);
                    b.top().call(used);
                    used.free();

                    Irp fresh = b.io().allocateIrp(2);
                    assertThat(fresh.location(2))
                            .as("the locations that were freed")
                            .isSameAs(location);
                    for (int number = 1; number <= 2; number++) {
                        IoStackLocation clean = fresh.location(number);
                        assertThat(clean.device()).isNull();
                        assertThat(clean.completionRoutine()).isNull();
                        assertThat(clean.control()).isZero();
                        assertThat(clean.parameters()).isNull();
                        assertThat(clean.fileObject()).isNull();
                        assertThat(clean.major()).isEqualTo(IrpMajor.IRP_MJ_CREATE);
                        assertThat(clean.minor()).isEqualTo(IrpMinor.IRP_MN_NORMAL);
                    }
                    Irp shorter = b.io().allocateIrp(1);
                    assertThat(shorter.stackCount()).isEqualTo(1);
                    fresh.free();
                    shorter.free();
                }))
                .isClean();
    }

    /** Otherwise two later IRPs would share the locations of this one. */
    @Test
    void of_two_threads_that_free_an_irp_at_once_one_is_found_out() {
        for (int round = 0; round < 500; round++) {
            AtomicInteger here = new AtomicInteger();
            Outcome outcome = new StackBench(live(), 1).run(b -> {
                Irp irp = b.allocate(IRP_MJ_READ, 1);
                for (int i = 0; i < 2; i++) {
                    b.thread("owner", () -> {
                        here.incrementAndGet();
                        while (here.get() < 2) {
                            Thread.onSpinWait(); // so that they meet as closely as two processors can
                        }
                        irp.free();
                    });
                }
            });
            assertOutcome(outcome).isIoViolation(0x01);
        }
    }

    @Test
    void a_quiet_machine_still_sees_an_irp_that_is_gone() {
        assertOutcome(new StackBench(live(), 1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.free();
                    b.top().call(irp);
                }))
                .isIoViolation(0x03);
        assertOutcome(new StackBench(live(), 1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    irp.free();
                    irp.setInformation(1);
                }))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
        assertOutcome(new StackBench(live(), 2)
                        .layer(1, StackBench::copy)
                        .run(b -> b.top().call(b.allocate(IRP_MJ_READ, 1))))
                .isBugCheck(BugCheckCode.NO_MORE_IRP_STACK_LOCATIONS);
    }

    @Test
    void a_quiet_machine_still_sees_a_device_that_is_gone() {
        assertOutcome(new StackBench(live(), 1).run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    b.top().delete();
                    b.top().call(irp);
                }))
                .isIoViolation(0x04);
        assertOutcome(new StackBench(live(), 1).run(b -> {
                    DeviceObject device = b.top();
                    device.delete();
                    device.extension(StackBench.Extension.class);
                }))
                .isBugCheck(BugCheckCode.DRIVER_PAGE_FAULT_IN_FREED_SPECIAL_POOL);
    }
}
