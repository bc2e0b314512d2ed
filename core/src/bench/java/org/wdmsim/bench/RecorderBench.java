package org.wdmsim.bench;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.trace.RingTrace;
import org.wdmsim.trace.TraceEvent;

/** One step: announced to nobody, recorded in several ways. */
@State(Scope.Thread)
public class RecorderBench {
    private static final int ROWS = 1 << 13;

    /** What the recorder of the JDK keeps of a step. */
    @Name("org.wdmsim.bench.Step")
    static final class StepEvent extends Event {
        int kind;
        long subject;
        long first;
    }

    private final Kernel quiet = kernel();
    private final Kernel recorded = kernel();
    private final RingTrace alone = new RingTrace(ROWS);
    private final TraceEvent[] objects = new TraceEvent[ROWS];
    private final KernelObject[] subjects = new KernelObject[61];
    private final Recording recording = new Recording();
    private int next;

    /** For JMH. */
    public RecorderBench() {}

    private static Kernel kernel() {
        return Machine.builder().live(true).build().kernel();
    }

    @Setup
    public void begin() {
        for (int i = 0; i < subjects.length; i++) {
            String name = "object#" + i;
            subjects[i] = () -> name;
        }
        recorded.record(new RingTrace(ROWS));
        alone.begin(System::nanoTime, true);
        recording.enable(StepEvent.class).withoutStackTrace().withoutThreshold();
        recording.setToDisk(false);
    }

    /** A recording that is not running costs the other benchmarks nothing. */
    @State(Scope.Thread)
    public static class Jfr {
        private Recording running;

        /** For JMH. */
        public Jfr() {}

        @Setup
        public void start(RecorderBench bench) {
            running = bench.recording;
            running.start();
        }

        @TearDown
        public void stop() {
            running.close();
        }
    }

    private KernelObject subject() {
        next = next == subjects.length - 1 ? 0 : next + 1;
        return subjects[next];
    }

    @Benchmark
    public KernelObject baseline() {
        return subject();
    }

    @Benchmark
    public Object stepWhenQuiet() {
        KernelObject subject = subject();
        return quiet.step(KeStep.KE_SET_EVENT, subject, subject, null);
    }

    @Benchmark
    public void ring() {
        KernelObject subject = subject();
        alone.record(0, 0, "main", 0, Irql.PASSIVE_LEVEL, KeStep.KE_SET_EVENT, subject, subject, null);
    }

    @Benchmark
    public Object stepWithRing() {
        KernelObject subject = subject();
        return recorded.step(KeStep.KE_SET_EVENT, subject, subject, null);
    }

    @Benchmark
    public void objectPerEvent() {
        KernelObject subject = subject();
        objects[next & ROWS - 1] = new TraceEvent(
                next, next, "main", 0, Irql.PASSIVE_LEVEL, KeStep.KE_SET_EVENT, subject, subject, null);
    }

    @Benchmark
    public void jfr(Jfr on) {
        KernelObject subject = subject();
        StepEvent event = new StepEvent();
        event.kind = 7;
        event.subject = next;
        event.first = subject.hashCode();
        event.commit();
    }
}
