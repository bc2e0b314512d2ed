package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Footprint;
import org.wdmsim.ke.MemoryNumbers;
import org.wdmsim.ke.TouchNotes;
import org.wdmsim.machine.Machine;

/** Who follows a run is told when the I/O manager copies from a program's memory, and into it. */
class RequestBuffersTest {
    private static final int FIRST = 1 << 29; // no number of the kernel's

    private final TouchNotes notes = new TouchNotes(true);
    private final Map<Object, Integer> arrays = new IdentityHashMap<>();
    private byte[] systemBuffer;

    private final class Numbers implements MemoryNumbers {
        @Override
        public void made(Object array) {
            of(array);
        }

        @Override
        public void shows(Object view, Object array) {}

        @Override
        public int of(Object array) {
            return arrays.computeIfAbsent(array, unseen -> FIRST + arrays.size() * Footprint.PARTS);
        }
    }

    private void run(BiConsumer<UserProcess, UserProcess.Handle> use) {
        StackBench bench = new StackBench(Machine.builder().follower(notes), 1);
        bench.layer(0, (device, irp) -> {
            if (irp.systemBuffer() != null) {
                systemBuffer = irp.systemBuffer();
                assertThat(arrays).containsKey(systemBuffer);
                irp.setInformation(systemBuffer.length);
            }
            return irp.complete(NtStatus.STATUS_SUCCESS);
        });
        assertOutcome(bench.run(b -> {
                    bench.machine.kernel().footprint().setMemoryNumbers(new Numbers());
                    UserProcess program = new UserProcess(b.io());
                    UserProcess.Handle handle =
                            program.createFile(StackBench.NAME).value();
                    use.accept(program, handle);
                    program.closeHandle(handle);
                }))
                .isClean();
    }

    private String touch(Touch how, byte[] array) {
        return how + " " + arrays.get(array);
    }

    @Test
    void a_read_looks_into_the_system_buffer_and_changes_the_program_s() {
        byte[] mine = new byte[1];
        run((program, handle) -> program.readFile(handle, mine));
        assertThat(notes.touched).contains(touch(Touch.READ, systemBuffer), touch(Touch.WRITE, mine));
        assertThat(notes.touched).doesNotContain(touch(Touch.WRITE, systemBuffer), touch(Touch.READ, mine));
    }

    @Test
    void a_write_looks_into_the_program_s_buffer() {
        byte[] mine = new byte[1];
        run((program, handle) -> program.writeFile(handle, mine));
        assertThat(notes.touched).contains(touch(Touch.READ, mine)).doesNotContain(touch(Touch.WRITE, mine));
        assertThat(systemBuffer).isNotSameAs(mine);
    }

    @Test
    void a_control_looks_into_the_input_and_changes_the_output() {
        byte[] input = new byte[1];
        byte[] output = new byte[1];
        int code = ControlCode.of(0x22, 0x800, ControlCode.Method.METHOD_BUFFERED, ControlCode.FILE_ANY_ACCESS);
        run((program, handle) -> program.deviceIoControl(handle, code, input, output));
        assertThat(notes.touched).contains(touch(Touch.READ, input), touch(Touch.WRITE, output));
        assertThat(notes.touched).doesNotContain(touch(Touch.WRITE, input), touch(Touch.READ, output));
    }
}
