package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_INTERNAL_DEVICE_CONTROL;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CONTINUE_COMPLETION;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.base.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** IRPs that drivers make: io.md 7. */
class IrpMakingTest {
    private static final CompletionRoutine KEEPS = (device, irp, context) -> STATUS_MORE_PROCESSING_REQUIRED;

    private static StackBench stack(int depth) {
        return new StackBench(Machine.builder(), depth);
    }

    private static void atCreator(Irp irp, CompletionRoutine routine) {
        irp.setCompletionRoutine(routine, null, true, true, true);
    }

    // ---- IoReuseIrp, IoInitializeIrp.

    @Test
    void a_reused_irp_is_as_new_and_can_be_sent_again() {
        StackBench bench = stack(2).layer(0, (device, irp) -> {
            irp.setInformation(5);
            return irp.complete(STATUS_UNSUCCESSFUL);
        });
        assertOutcome(bench.run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 2);
                    for (int i = 0; i < 3; i++) {
                        atCreator(irp, KEEPS);
                        assertThat(b.top().call(irp)).isEqualTo(STATUS_UNSUCCESSFUL);
                        irp.reuse(NtStatus.STATUS_NOT_SUPPORTED);
                        assertThat(irp.status()).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
                        assertThat(irp.information()).isZero();
                        assertThat(irp.location(1).device()).isNull();
                        irp.nextLocation().set(IRP_MJ_READ, org.wdmsim.base.IrpMinor.IRP_MN_NORMAL, null);
                    }
                    irp.free();
                }))
                .isClean();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void reusing_an_irp_that_a_lower_driver_has_is_0x310() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.markPending();
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> {
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    atCreator(irp, KEEPS);
                    b.top().call(irp);
                    irp.reuse(STATUS_SUCCESS);
                }))
                .isIoViolation(0x310);
    }

    @Test
    void reusing_an_irp_of_io_build_is_0x311() {
        assertOutcome(stack(1).run(b -> IoBuild.asynchronousFsdRequest(IRP_MJ_READ, b.top(), new byte[1], 0, null)
                        .reuse(STATUS_SUCCESS)))
                .isIoViolation(0x311);
    }

    @Test
    void initializing_an_irp_of_io_allocate_irp_is_0x20D() {
        assertOutcome(stack(1).run(b -> b.allocate(IRP_MJ_READ, 1).initialize()))
                .isIoViolation(0x20D);
    }

    @Test
    void an_irp_in_a_driver_s_own_memory_is_initialized_and_used() {
        assertOutcome(stack(1).run(b -> {
                    Irp irp = IoBuild.irpMemory(b.drivers.get(0), 1);
                    irp.initialize();
                    irp.nextLocation().set(IRP_MJ_READ, org.wdmsim.base.IrpMinor.IRP_MN_NORMAL, null);
                    atCreator(irp, KEEPS);
                    assertThat(b.top().call(irp)).isEqualTo(STATUS_SUCCESS);
                    irp.initialize();
                    irp.free();
                }))
                .isClean();
    }

    // ---- IoBuild.

    @Test
    void a_synchronous_request_tells_its_status_block_and_event_on_every_schedule() {
        for (int seed = 0; seed < 30; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 2);
            bench.layer(0, (device, irp) -> {
                irp.markPending();
                bench.thread("completer", () -> {
                    irp.systemBuffer()[0] = 6;
                    irp.setInformation(1);
                    irp.complete(STATUS_SUCCESS);
                });
                return STATUS_PENDING;
            });
            assertOutcome(bench.run(b -> {
                        KEvent done = b.event("done");
                        IoStatusBlock iosb = new IoStatusBlock();
                        byte[] buffer = new byte[2];
                        Irp irp = IoBuild.synchronousFsdRequest(IRP_MJ_READ, b.top(), buffer, 0, done, iosb);
                        if (b.top().call(irp) == STATUS_PENDING) {
                            done.waitFor(KEvent.FOREVER);
                        }
                        assertThat(iosb.status()).isEqualTo(STATUS_SUCCESS);
                        assertThat(iosb.information()).isEqualTo(1);
                        assertThat(buffer).containsExactly(6, 0);
                    }))
                    .isClean();
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void an_asynchronous_request_is_freed_by_its_maker() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> {
                    IoStatusBlock iosb = new IoStatusBlock();
                    Irp irp = IoBuild.asynchronousFsdRequest(IRP_MJ_READ, b.top(), new byte[2], 0, iosb);
                    atCreator(irp, (device, done, context) -> {
                        b.note("back with " + done.status());
                        done.free();
                        return STATUS_MORE_PROCESSING_REQUIRED;
                    });
                    b.top().call(irp);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("back with STATUS_SUCCESS");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void an_internal_device_control_carries_code_and_buffers() {
        int code = ControlCode.of(0x22, 0x900, ControlCode.Method.METHOD_BUFFERED, ControlCode.FILE_ANY_ACCESS);
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            assertThat(irp.location().major()).isEqualTo(IRP_MJ_INTERNAL_DEVICE_CONTROL);
            irp.systemBuffer()[0]++;
            irp.setInformation(1);
            return irp.complete(STATUS_SUCCESS);
        });
        byte[] output = new byte[1];
        assertOutcome(bench.run(b -> {
                    IoStatusBlock iosb = new IoStatusBlock();
                    b.top()
                            .call(IoBuild.deviceIoControlRequest(
                                    code, b.top(), new byte[] {4}, output, true, b.event("done"), iosb));
                    assertThat(iosb.status()).isEqualTo(STATUS_SUCCESS);
                }))
                .isClean();
        assertThat(output).containsExactly(5);
    }

    @Test
    void freeing_a_threaded_irp_is_0x20C() {
        assertOutcome(stack(1).run(b -> IoBuild.synchronousFsdRequest(
                                IRP_MJ_READ, b.top(), new byte[1], 0, b.event("e"), new IoStatusBlock())
                        .free()))
                .isIoViolation(0x20C);
    }

    @Test
    void building_may_fail() {
        assertOutcome(stack(1).run(b -> {
                    b.kernel().setAllocations(routine -> !routine.startsWith("Io"));
                    assertThat(IoBuild.asynchronousFsdRequest(IRP_MJ_READ, b.top(), null, 0, null))
                            .isNull();
                }))
                .isClean();
    }

    // ---- Associated IRPs.

    @Test
    void the_last_part_completes_the_master_on_every_schedule() {
        for (int seed = 0; seed < 30; seed++) {
            StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 2);
            bench.layer(0, (device, irp) -> {
                irp.markPending();
                bench.thread("part", () -> {
                    bench.note("part");
                    irp.complete(STATUS_SUCCESS);
                });
                return STATUS_PENDING;
            });
            bench.layer(1, (device, irp) -> {
                irp.markPending();
                irp.setAssociatedIrpCount(3);
                for (int i = 0; i < 3; i++) {
                    Irp part = IoBuild.associatedIrp(irp, 1);
                    assertThat(part.masterIrp()).isSameAs(irp);
                    part.nextLocation().set(IRP_MJ_READ, org.wdmsim.base.IrpMinor.IRP_MN_NORMAL, null);
                    StackBench.lower(device).call(part);
                }
                return STATUS_PENDING;
            });
            assertOutcome(bench.run(b -> {
                        assertThat(b.send(IRP_MJ_READ).status()).isEqualTo(STATUS_SUCCESS);
                        b.note("master");
                    }))
                    .isClean();
            assertThat(bench.log).containsExactly("part", "part", "part", "master");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    // ---- A location of one's own, IoSetCompletionRoutineEx, boosts.

    @Test
    void a_maker_with_a_location_of_its_own_is_given_its_device() {
        StackBench bench = stack(1);
        assertOutcome(bench.run(b -> {
                    DeviceObject own = b.newDevice(0);
                    Irp irp = b.io().allocateIrp(2);
                    irp.setNextLocation();
                    irp.location().setDevice(own);
                    irp.nextLocation().set(IRP_MJ_READ, org.wdmsim.base.IrpMinor.IRP_MN_NORMAL, null);
                    atCreator(irp, (device, done, context) -> {
                        assertThat(device).isSameAs(own);
                        b.note("own");
                        return STATUS_MORE_PROCESSING_REQUIRED;
                    });
                    b.top().call(irp);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("own");
    }

    @Test
    void a_driver_stays_loaded_until_its_routine_has_returned() {
        StackBench bench = stack(1);
        Irp[] held = new Irp[1];
        bench.layer(0, (device, irp) -> {
            irp.markPending();
            held[0] = irp;
            return STATUS_PENDING;
        });
        assertOutcome(bench.run(b -> {
                    DriverObject maker = b.io().loadDriver("maker", (driver, path) -> {
                                driver.onUnload(d -> b.note("unloaded"));
                                return STATUS_SUCCESS;
                            })
                            .value();
                    DeviceObject own = maker.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                            .value();
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    assertThat(irp.setCompletionRoutineEx(
                                    own,
                                    (device, done, context) -> {
                                        b.note("routine");
                                        done.free();
                                        return STATUS_MORE_PROCESSING_REQUIRED;
                                    },
                                    null,
                                    true,
                                    true,
                                    true))
                            .isEqualTo(STATUS_SUCCESS);
                    b.top().call(irp);
                    own.delete();
                    assertThat(b.io().unloadDriver(maker)).isFalse();
                    held[0].complete(STATUS_SUCCESS);
                    assertThat(b.io().unloadDriver(maker)).isTrue();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("routine", "unloaded");
    }

    @Test
    void a_routine_that_is_not_wanted_is_not_called_but_lets_go_of_the_driver() {
        StackBench bench = stack(2);
        bench.layer(1, (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutineEx(
                    device,
                    (d, i, c) -> {
                        bench.note("called");
                        return STATUS_CONTINUE_COMPLETION;
                    },
                    null,
                    false,
                    true,
                    false);
            NtStatus status = StackBench.lower(device).call(irp);
            assertThat(device.driver().routinesInFlight()).isZero();
            return status;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.log).isEmpty();
    }

    @Test
    void the_promise_of_a_routine_may_fail() {
        assertOutcome(stack(1).run(b -> {
                    b.kernel().setAllocations(routine -> !routine.equals("IoSetCompletionRoutineEx"));
                    Irp irp = b.allocate(IRP_MJ_READ, 1);
                    assertThat(irp.setCompletionRoutineEx(b.top(), KEEPS, null, true, true, true))
                            .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                    assertThat(b.drivers.get(0).routinesInFlight()).isZero();
                    irp.free();
                }))
                .isClean();
    }

    @Test
    void a_boost_is_a_line_of_the_trace() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            irp.setStatus(STATUS_SUCCESS);
            irp.complete(PriorityBoost.IO_KEYBOARD_INCREMENT);
            return STATUS_SUCCESS;
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
        assertThat(bench.machine.trace().entries())
                .anyMatch(entry -> entry.event().kind() == IoStep.PRIORITY_BOOST
                        && entry.event().first() == PriorityBoost.IO_KEYBOARD_INCREMENT);
    }

    @Test
    void forward_synchronously_says_when_there_is_no_location_left() {
        StackBench bench = stack(1).layer(0, (device, irp) -> {
            assertThat(device.forwardSynchronously(irp)).isFalse();
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }
}
