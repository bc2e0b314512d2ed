package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.IrpMajor.IRP_MJ_WRITE;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KernelOptions;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.ob.HandleTable;
import org.wdmsim.sched.Policies;

/** What becomes of a thread's requests when it ends, and of a program's when it is terminated: io.md 7 and 8.3. */
class ThreadExitTest {
    /** A device whose reads wait in a cancel-safe queue. */
    private static StackBench queueing(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 1);
        IoCsq[] queue = new IoCsq[1];
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                bench.note(irp.location().major().name());
                return irp.complete(STATUS_SUCCESS);
            }
            if (queue[0] == null) {
                queue[0] =
                        new IoCsq(device.driver(), "reads", (same, cancelled) -> cancelled.complete(STATUS_CANCELLED));
            }
            queue[0].insert(irp);
            return STATUS_PENDING;
        });
        return bench;
    }

    /** A device whose reads wait and cannot be cancelled. */
    private static StackBench stubborn(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            irp.markPending();
            return STATUS_PENDING;
        });
        return bench;
    }

    private static Outcome leaveOneBehind(StackBench bench) {
        return bench.run(b -> {
            UserProcess program = new UserProcess(b.io());
            UserProcess.Handle handle = program.createFile(StackBench.NAME).value();
            Overlapped request = program.readFileOverlapped(handle, new byte[1]);
            assertThat(request.isDone()).isFalse();
            program.closeHandle(handle);
            b.note("body ends");
        });
    }

    @Test
    void an_overlapped_read_ends_later_and_fills_its_buffer() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                return irp.complete(STATUS_SUCCESS);
            }
            irp.markPending();
            bench.thread("completer", () -> {
                irp.systemBuffer()[0] = 4;
                irp.setInformation(1);
                irp.complete(STATUS_SUCCESS);
            });
            return STATUS_PENDING;
        });
        byte[] buffer = new byte[1];
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    Overlapped request = program.readFileOverlapped(handle, buffer);
                    assertThat(request.await().information()).isEqualTo(1);
                    program.closeHandle(handle);
                }))
                .isClean();
        assertThat(buffer).containsExactly(4);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_thread_that_ends_has_its_requests_cancelled_and_close_comes_after_them_on_every_schedule() {
        for (int seed = 0; seed < 50; seed++) {
            StackBench bench = queueing(Machine.builder().policy(Policies.random(seed)));
            assertOutcome(leaveOneBehind(bench)).isClean();
            assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "body ends", "IRP_MJ_CLOSE");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }

    @Test
    void an_irp_that_does_not_let_go_keeps_the_thread_for_five_minutes_and_is_then_disassociated() {
        StackBench bench = stubborn(Machine.builder().verifier(false));
        assertOutcome(leaveOneBehind(bench)).isClean();
        assertThat(bench.machine.trace().entries())
                .anyMatch(entry -> entry.event().kind() == IoStep.IRP_DISASSOCIATED
                        && entry.event().ticks() == 5 * bench.kernel().options().ticksPerMinute());
        assertThat(bench.machine.leftovers()).anyMatch(line -> line.startsWith("IRP outstanding"));
    }

    /** Like {@link #stubborn}, but the hardware completes the read after a time. */
    private static StackBench late(MachineBuilder builder, long ticks) {
        StackBench bench = new StackBench(builder, 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() != IRP_MJ_READ) {
                bench.note(irp.location().major().name());
                return irp.complete(STATUS_SUCCESS);
            }
            irp.markPending();
            bench.thread("hardware", () -> {
                bench.kernel().currentThread().delay(ticks);
                irp.complete(STATUS_SUCCESS);
            });
            return STATUS_PENDING;
        });
        return bench;
    }

    private static long minutes(StackBench bench, int count) {
        return count * bench.kernel().options().ticksPerMinute();
    }

    private static boolean wasDisassociated(StackBench bench) {
        return bench.machine.trace().entries().stream()
                .anyMatch(entry -> entry.event().kind() == IoStep.IRP_DISASSOCIATED);
    }

    @Test
    void a_disassociated_irp_can_still_be_completed() {
        StackBench bench = late(
                Machine.builder().verifier(false), 6 * KernelOptions.defaults().ticksPerMinute());
        assertOutcome(leaveOneBehind(bench)).isClean();
        assertThat(wasDisassociated(bench)).isTrue();
        assertThat(bench.kernel().now()).isEqualTo(minutes(bench, 6));
        assertThat(bench.log).endsWith("body ends", "IRP_MJ_CLOSE");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void an_irp_that_is_completed_as_the_five_minutes_end_is_finished_or_disassociated_and_never_lost() {
        int disassociated = 0;
        for (int seed = 0; seed < 100; seed++) {
            StackBench bench = late(
                    Machine.builder().verifier(false).policy(Policies.random(seed)),
                    5 * KernelOptions.defaults().ticksPerMinute());
            assertOutcome(leaveOneBehind(bench)).isClean();
            assertThat(bench.machine.leftovers()).as("seed %s", seed).isEmpty();
            assertThat(bench.log).endsWith("body ends", "IRP_MJ_CLOSE");
            disassociated += wasDisassociated(bench) ? 1 : 0;
        }
        assertThat(disassociated).isBetween(1, 99);
    }

    /** A driver's own read waits in a thread whose program is terminated, and comes back after it was given up. */
    @Test
    void a_drivers_request_that_was_disassociated_gives_its_file_up_once() {
        StackBench bench = new StackBench(Machine.builder().verifier(false), 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() == IRP_MJ_WRITE) {
                KernelHandles system = bench.io().kernelHandles();
                int handle = system.createFile(StackBench.NAME, ControlCode.FILE_READ_ACCESS)
                        .value();
                bench.note("read " + system.readFile(handle, new byte[1]).status());
                FileObject file = system.referenceFile(handle, 0, HandleTable.ProcessorMode.KERNEL_MODE)
                        .value();
                bench.note("references " + file.header().pointerCount());
                file.dereference();
                system.close(handle);
            } else if (irp.location().major() == IRP_MJ_READ) {
                irp.markPending();
                bench.thread("hardware", () -> {
                    bench.kernel().currentThread().delay(minutes(bench, 7));
                    irp.complete(STATUS_SUCCESS);
                });
                return STATUS_PENDING;
            }
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    b.thread("task manager", () -> {
                        b.kernel().currentThread().delay(minutes(b, 1));
                        program.terminate();
                    });
                    program.writeFile(handle, new byte[1]);
                }))
                .isClean();
        assertThat(wasDisassociated(bench)).isTrue();
        assertThat(bench.log).containsExactly("read STATUS_SUCCESS", "references 2");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_live_thread_that_waits_at_its_end_finds_its_request_done() {
        for (int round = 0; round < 300; round++) {
            StackBench bench = new StackBench(Machine.builder().live(true), 1);
            KThread[] reader = new KThread[1];
            bench.layer(0, (device, irp) -> {
                if (irp.location().major() != IRP_MJ_READ) {
                    return irp.complete(STATUS_SUCCESS);
                }
                irp.markPending();
                reader[0] = bench.kernel().currentThread();
                bench.thread("hardware", () -> {
                    while (!reader[0].isWaiting()) {
                        Thread.onSpinWait();
                    }
                    irp.complete(STATUS_SUCCESS);
                });
                return STATUS_PENDING;
            });
            assertOutcome(leaveOneBehind(bench)).isClean();
            assertThat(bench.machine.leftovers()).as("round %s", round).isEmpty();
        }
    }

    @Test
    void a_thread_that_waits_for_its_requests_at_its_end_says_for_which() {
        StackBench bench = stubborn(Machine.builder().verifier(false));
        List<String> seen = new ArrayList<>();
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    program.readFileOverlapped(handle, new byte[1]);
                    KThread me = b.kernel().currentThread();
                    b.thread("onlooker", () -> {
                        b.kernel().currentThread().delay(minutes(b, 1));
                        seen.add(me.waitsFor());
                        seen.addAll(me.whoKeepsItWaiting());
                    });
                }))
                .isClean();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).isEqualTo("last IRP of thread \"main\"");
        assertThat(seen.get(1)).startsWith("irp#").contains("IRP_MJ_READ");
    }

    @Test
    void whoever_else_waits_for_a_threads_requests_is_let_go_when_they_are_disassociated() {
        StackBench bench = stubborn(Machine.builder().verifier(false));
        long[] terminated = new long[1];
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    program.readFileOverlapped(handle, new byte[1]);
                    b.thread("task manager", () -> {
                        b.kernel().currentThread().delay(minutes(b, 1));
                        program.terminate();
                        terminated[0] = b.kernel().now();
                    });
                }))
                .isClean();
        assertThat(terminated[0]).as("when the thread's own five minutes end").isEqualTo(minutes(bench, 5));
        assertThat(wasDisassociated(bench)).isTrue();
    }

    @Test
    void the_verifier_calls_that_0x135() {
        assertOutcome(leaveOneBehind(stubborn(Machine.builder()))).isViolation(0x135);
    }

    /** No rule looks at KeReadStateSemaphore; but when the five minutes are over, it is the first step that shows it. */
    @Test
    void the_verifier_looks_at_any_step_while_an_irp_is_cancelled() {
        StackBench bench = stubborn(Machine.builder());
        List<String> seen = new ArrayList<>();
        assertOutcome(bench.run(b -> {
                    KSemaphore semaphore = new KSemaphore(b.kernel(), "semaphore", 0, 1);
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    program.readFileOverlapped(handle, new byte[1]);
                    semaphore.readState();
                    program.cancelIo(handle);
                    b.kernel().currentThread().delay(6 * b.kernel().options().ticksPerMinute());
                    seen.add("delay is over");
                    semaphore.readState();
                    seen.add("semaphore was read");
                }))
                .isViolation(0x135);
        assertThat(seen).containsExactly("delay is over");
    }

    @Test
    void a_cancelled_irp_that_is_completed_in_time_is_no_violation() {
        StackBench bench = queueing(Machine.builder());
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    Overlapped request = program.readFileOverlapped(handle, new byte[1]);
                    program.cancelIo(handle);
                    b.kernel().currentThread().delay(6 * b.kernel().options().ticksPerMinute());
                    assertThat(request.await().status()).isEqualTo(STATUS_CANCELLED);
                    program.closeHandle(handle);
                }))
                .isClean();
    }

    @Test
    void terminating_a_program_cancels_the_requests_of_all_its_threads_and_closes_its_handles() {
        for (int seed = 0; seed < 50; seed++) {
            StackBench bench = queueing(Machine.builder().policy(Policies.random(seed)));
            assertOutcome(bench.run(b -> {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        b.thread("reader", () -> {
                            assertThat(program.readFile(handle, new byte[1]).status())
                                    .isIn(STATUS_CANCELLED, STATUS_INVALID_HANDLE);
                            assertThat(program.readFile(handle, new byte[1]).status())
                                    .isIn(STATUS_CANCELLED, STATUS_INVALID_HANDLE);
                        });
                        program.readFileOverlapped(handle, new byte[1]);
                        b.kernel().currentThread().delay(1);
                        program.terminate();
                        assertThat(program.handles()).isEmpty();
                        assertThat(program.readFile(handle, new byte[1]).status())
                                .isEqualTo(STATUS_INVALID_HANDLE);
                    }))
                    .isClean();
            assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }
}
