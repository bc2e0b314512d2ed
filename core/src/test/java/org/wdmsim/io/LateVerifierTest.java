package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.machine.Machine;
import org.wdmsim.verifier.DriverVerifier;

/** A verifier that comes in the middle of a run says nothing of routines that were entered before. */
class LateVerifierTest {
    private int came;

    private void comes(StackBench bench) {
        came++;
        bench.kernel().listen(new DriverVerifier(bench.kernel()));
    }

    private static void openAndClose(StackBench bench) {
        assertOutcome(bench.run(b -> {
                    UserProcess program = new UserProcess(b.io());
                    program.closeHandle(program.createFile(StackBench.NAME).value());
                }))
                .isClean();
    }

    private static boolean isCreate(Irp irp) {
        return irp.location().major() == IrpMajor.IRP_MJ_CREATE;
    }

    @Test
    void in_a_dispatch_routine() {
        StackBench bench = new StackBench(Machine.builder().verifier(false), 1);
        bench.layer(0, (device, irp) -> {
            if (isCreate(irp)) {
                comes(bench);
            }
            return irp.complete(NtStatus.STATUS_SUCCESS);
        });
        openAndClose(bench);
        assertThat(came).isEqualTo(1);
    }

    @Test
    void in_a_completion_routine() {
        StackBench bench = new StackBench(Machine.builder().verifier(false), 2);
        bench.layer(1, (device, irp) -> {
            boolean isCreate = isCreate(irp);
            irp.copyLocationToNext();
            irp.setCompletionRoutine(
                    (same, done, context) -> {
                        if (isCreate) {
                            comes(bench);
                        }
                        return NtStatus.STATUS_SUCCESS;
                    },
                    null,
                    true,
                    true,
                    true);
            return device.attachedTo().call(irp);
        });
        openAndClose(bench);
        assertThat(came).isEqualTo(1);
    }
}
