package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.machine.Machine;

/** Files, their handles and references to devices on host threads: nothing twice, nothing lost. */
@Timeout(120)
class LiveFilesTest {
    private static final int THREADS = 4;
    private static final int FILES = 500;

    private final Set<FileObject> cleanedUp = ConcurrentHashMap.newKeySet();
    private final Set<FileObject> closed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger wrong = new AtomicInteger();

    /** A live stack of one that keeps books of CLEANUP and CLOSE; anything after CLOSE is wrong. */
    private StackBench bench() {
        StackBench bench = new StackBench(Machine.builder().live(true), 1);
        return bench.layer(0, (device, irp) -> {
            FileObject file = irp.location().fileObject();
            boolean isRight = switch (irp.location().major()) {
                case IRP_MJ_CLEANUP -> cleanedUp.add(file) && !closed.contains(file);
                case IRP_MJ_CLOSE -> cleanedUp.contains(file) && closed.add(file);
                default -> !closed.contains(file);
            };
            wrong.addAndGet(isRight ? 0 : 1);
            return irp.complete(STATUS_SUCCESS);
        });
    }

    @Test
    void each_file_is_cleaned_up_once_and_closed_once_by_whoever_is_last() {
        StackBench bench = bench();
        assertOutcome(bench.run(b -> {
                    UserProcess first = new UserProcess(b.io());
                    List<UserProcess> programs = new ArrayList<>(List.of(first));
                    for (int i = 1; i < THREADS; i++) {
                        programs.add(new UserProcess(b.io()));
                    }
                    for (int i = 0; i < FILES; i++) {
                        UserProcess.Handle handle =
                                first.createFile(StackBench.NAME).value();
                        programs.stream().skip(1).forEach(program -> first.duplicateHandle(handle, program));
                    }
                    for (UserProcess program : programs) {
                        b.thread("program", () -> {
                            for (UserProcess.Handle handle : program.handles()) {
                                program.readFile(handle, new byte[1]);
                                program.closeHandle(handle);
                            }
                        });
                    }
                }))
                .isClean();
        assertAllClosed(bench);
    }

    @Test
    void readers_of_a_handle_that_another_thread_closes_are_served_or_refused() {
        StackBench bench = bench();
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    for (int i = 0; i < FILES; i++) {
                        program.createFile(StackBench.NAME);
                    }
                    List<UserProcess.Handle> handles = program.handles();
                    for (int i = 0; i < THREADS; i++) {
                        b.thread(
                                "reader",
                                () -> handles.forEach(handle -> {
                                    IoStatusBlock read = program.readFile(handle, new byte[1]);
                                    assertThat(read.status()).isIn(STATUS_SUCCESS, STATUS_INVALID_HANDLE);
                                    program.closeHandle(handle);
                                }));
                    }
                }))
                .isClean();
        assertAllClosed(bench);
    }

    @Test
    void no_request_of_a_program_that_ends_comes_after_cleanup() {
        AtomicInteger late = new AtomicInteger();
        StackBench bench = new StackBench(Machine.builder().live(true), 1);
        bench.layer(0, (device, irp) -> {
            FileObject file = irp.location().fileObject();
            switch (irp.location().major()) {
                case IRP_MJ_CLEANUP -> cleanedUp.add(file);
                case IRP_MJ_WRITE -> late.addAndGet(cleanedUp.contains(file) ? 1 : 0);
                default -> {}
            }
            return irp.complete(STATUS_SUCCESS);
        });
        byte[] large = new byte[1 << 18]; // so that it takes a while to make the request
        assertOutcome(bench.run(b -> {
                    for (int round = 0; round < 300; round++) {
                        UserProcess program = new UserProcess(b.io());
                        UserProcess.Handle handle =
                                program.createFile(StackBench.NAME).value();
                        AtomicInteger writes = new AtomicInteger();
                        KThread writer = KThread.create(b.kernel(), "writer", KThread.Kind.USER, () -> {
                            while (program.writeFile(handle, large).status() == STATUS_SUCCESS) {
                                writes.incrementAndGet();
                            }
                        });
                        while (writes.get() == 0) {
                            Thread.onSpinWait();
                        }
                        program.terminate();
                        writer.waitFor(KEvent.FOREVER);
                    }
                }))
                .isClean();
        assertThat(late).hasValue(0);
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    private void assertAllClosed(StackBench bench) {
        assertThat(wrong.get()).isZero();
        assertThat(cleanedUp).hasSize(FILES);
        assertThat(closed).hasSize(FILES);
        assertThat(bench.device(0).openCount()).isZero();
        assertThat(bench.machine.leftovers()).isEmpty();
    }

    @Test
    void a_device_goes_with_the_last_of_its_references() {
        StackBench bench = bench();
        assertOutcome(bench.run(b -> {
                    DeviceObject device = b.device(0);
                    for (int i = 0; i < THREADS; i++) {
                        device.reference("Test");
                    }
                    for (int i = 0; i < THREADS; i++) {
                        b.thread("holder", () -> {
                            for (int round = 0; round < 2_000; round++) {
                                device.reference();
                                device.dereference();
                            }
                            device.dereference("Test");
                        });
                    }
                    device.delete();
                }))
                .isClean();
        assertThat(bench.device(0).isFreed()).isTrue();
        assertThat(bench.device(0).pointerCount()).isZero();
    }
}
