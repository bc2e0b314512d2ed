package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_CREATE;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_DENIED;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_PROCESS_IS_TERMINATING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.ControlCode.FILE_READ_ACCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.ke.Faults;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Handles of programs, and the one count behind them: io.md 9.1. */
class FileHandlesTest {
    /** A stack of one that notes each major function. */
    private static StackBench noting(MachineBuilder builder) {
        StackBench bench = new StackBench(builder, 1);
        return bench.layer(0, (device, irp) -> {
            bench.note(irp.location().major().name());
            return irp.complete(STATUS_SUCCESS);
        });
    }

    private static UserProcess.Handle open(StackBench b, UserProcess program) {
        return program.createFile(StackBench.NAME).value();
    }

    @Test
    void handles_are_numbers_that_are_given_out_again() {
        assertOutcome(noting(Machine.builder()).run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle first = program.createFile(StackBench.NAME, FILE_READ_ACCESS)
                            .value();
                    UserProcess.Handle second = open(b, program);
                    assertThat(first.value()).isEqualTo(4);
                    assertThat(second.value()).isEqualTo(8);
                    assertThat(first).hasToString("handle 0x4 to file#1");
                    assertThat(first.access()).isEqualTo(FILE_READ_ACCESS);
                    program.closeHandle(first);
                    UserProcess.Handle third = open(b, program);
                    assertThat(third.value()).isEqualTo(4);
                    assertThat(program.handle(4)).isSameAs(third);
                    assertThat(first.isOpen()).isFalse();
                    assertThat(program.closeHandle(first)).isEqualTo(STATUS_INVALID_HANDLE);
                    assertThat(program.handles()).containsExactly(third, second);
                    program.terminate();
                }))
                .isClean();
    }

    @Test
    void a_duplicate_sends_nothing_and_cleanup_comes_with_the_last_handle_in_its_process() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        UserProcess[] programs = new UserProcess[2];
        bench.layer(0, (device, irp) -> {
            int in = List.of(programs).indexOf(bench.io().processes().current());
            bench.note(irp.location().major().name() + " in " + in);
            return irp.complete(STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    programs[0] = new UserProcess(b.io());
                    programs[1] = new UserProcess(b.io());
                    UserProcess.Handle first = open(b, programs[0]);
                    UserProcess.Handle second =
                            programs[0].duplicateHandle(first, programs[1]).value();
                    assertThat(second.file()).isSameAs(first.file());
                    assertThat(first.file().header().handleCount()).isEqualTo(2);
                    assertThat(first.file().header().pointerCount()).isEqualTo(2);
                    assertThat(b.device(0).openCount()).isEqualTo(1);
                    programs[0].closeHandle(first);
                    b.note("closed one");
                    assertThat(programs[1].readFile(second, new byte[1]).status())
                            .isEqualTo(STATUS_SUCCESS);
                    programs[1].closeHandle(second);
                }))
                .isClean();
        assertThat(bench.log)
                .containsExactly(
                        "IRP_MJ_CREATE in 0",
                        "closed one",
                        "IRP_MJ_READ in 1",
                        "IRP_MJ_CLEANUP in 1",
                        "IRP_MJ_CLOSE in 1");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_duplicate_is_good_for_the_same_access_and_needs_an_open_handle_and_a_living_target() {
        assertOutcome(noting(Machine.builder()).run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle = program.createFile(StackBench.NAME, FILE_READ_ACCESS)
                            .value();
                    UserProcess.Handle second =
                            program.duplicateHandle(handle, program).value();
                    assertThat(program.writeFile(second, new byte[1]).status()).isEqualTo(STATUS_ACCESS_DENIED);
                    assertThat(handle.file().header().pointerCount()).isEqualTo(2);
                    UserProcess gone = new UserProcess(b.io());
                    gone.terminate();
                    assertThat(program.duplicateHandle(handle, gone).status()).isEqualTo(STATUS_PROCESS_IS_TERMINATING);
                    program.closeHandle(handle);
                    assertThat(program.duplicateHandle(handle, program).status())
                            .isEqualTo(STATUS_INVALID_HANDLE);
                    program.closeHandle(second);
                }))
                .isClean();
    }

    @Test
    void a_child_inherits_the_handles_under_their_numbers() {
        StackBench bench = noting(Machine.builder());
        assertOutcome(bench.run(b -> {
                    UserProcess parent = new UserProcess(b.io());
                    UserProcess.Handle handle = open(b, parent);
                    UserProcess child = parent.createProcess();
                    assertThat(child.handle(handle.value()).file()).isSameAs(handle.file());
                    parent.terminate();
                    b.note("parent gone");
                    child.terminate();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "parent gone", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
    }

    @Test
    void an_open_for_which_there_is_no_handle_is_cleaned_up_and_closed() {
        StackBench bench = noting(Machine.builder().faults(Faults.call("CreateFile", 1)));
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_program_that_is_gone_opens_nothing() {
        StackBench bench = noting(Machine.builder());
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    program.terminate();
                    assertThat(program.createFile(StackBench.NAME).status()).isEqualTo(STATUS_PROCESS_IS_TERMINATING);
                }))
                .isClean();
        assertThat(bench.log).endsWith("IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
    }

    @Test
    void the_last_reference_given_up_at_dispatch_level_closes_the_file_in_a_worker() {
        StackBench bench = noting(Machine.builder());
        assertOutcome(bench.run(b -> {
                    FileObject file =
                            b.io().deviceObjectPointer(StackBench.NAME).value().file();
                    Irql old = b.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    file.dereference();
                    assertThat(bench.log).containsExactly("IRP_MJ_CREATE");
                    b.kernel().currentThread().lowerIrql(old);
                }))
                .isClean();
        assertThat(bench.log).containsExactly("IRP_MJ_CREATE", "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void one_reference_too_many_is_0x18_with_the_holders() {
        StackBench bench = new StackBench(Machine.builder(), 1);
        bench.layer(0, (device, irp) -> {
            if (irp.location().major() == IRP_MJ_READ) {
                irp.markPending();
                return STATUS_PENDING;
            }
            return irp.complete(STATUS_SUCCESS);
        });
        Outcome outcome = bench.run(b -> {
            UserProcess program = new UserProcess(b.io());
            UserProcess.Handle handle = open(b, program);
            program.readFileOverlapped(handle, new byte[1]);
            handle.file().dereference();
            handle.file().dereference();
        });
        assertOutcome(outcome).isBugCheck(BugCheckCode.REFERENCE_BY_POINTER);
        BugCheck check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(0)).isEqualTo("File");
        assertThat(check.parameter(1)).isEqualTo("file#1");
        assertThat(check.facts("holders"))
                .anyMatch(line -> line.startsWith("Hndl: 1, last at step "))
                .anyMatch(line -> line.startsWith("Irp: 1, last at step "))
                .anyMatch(line -> line.startsWith("Dflt: -2, last at step "));
    }

    @Test
    void closing_duplicates_in_two_programs_at_once_cleans_up_once() {
        for (int seed = 0; seed < 200; seed++) {
            StackBench bench = noting(Machine.builder().policy(Policies.random(seed)));
            assertOutcome(bench.run(b -> {
                        UserProcess one = new UserProcess(b.io());
                        UserProcess other = new UserProcess(b.io());
                        UserProcess.Handle first = open(b, one);
                        UserProcess.Handle second =
                                one.duplicateHandle(first, other).value();
                        b.thread("one", () -> one.closeHandle(first));
                        b.thread("other", () -> {
                            other.readFile(second, new byte[1]);
                            other.closeHandle(second);
                        });
                    }))
                    .isClean();
            assertThat(bench.log)
                    .containsExactly(IRP_MJ_CREATE.name(), IRP_MJ_READ.name(), "IRP_MJ_CLEANUP", "IRP_MJ_CLOSE");
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }
}
