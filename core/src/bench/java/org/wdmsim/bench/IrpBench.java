package org.wdmsim.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Irp;
import org.wdmsim.machine.Machine;

/** An IRP down and up: copy and a completion routine in each layer. */
@State(Scope.Benchmark)
public class IrpBench {
    @Param({"1", "2", "4", "8", "16", "32"})
    public int layers;

    @Param({"false", "true"})
    public boolean locks;

    private BenchStack stack;
    private Irp kept;

    /** For JMH. */
    public IrpBench() {}

    @Setup
    public void build() {
        stack = BenchStack.in(Machine.builder().live(true), layers, locks);
        kept = stack.allocate();
    }

    @Benchmark
    public NtStatus fresh() {
        Irp irp = stack.allocate();
        NtStatus status = stack.send(irp);
        irp.free();
        return status;
    }

    @Benchmark
    public NtStatus reused() {
        return stack.send(kept);
    }
}
