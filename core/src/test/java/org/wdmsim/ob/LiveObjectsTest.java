package org.wdmsim.ob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.machine.Machine;

/** Counts, handles and names on host threads: each object is closed once and deleted once, after that. */
@Timeout(120)
class LiveObjectsTest {
    private static final int OBJECTS = 1_000;
    private static final int THREADS = 3;

    private final Machine machine = Machine.builder().live(true).build();

    /** A type that counts; a deletion before the close is counted too. */
    private static final class Counting implements ObjectType {
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger deleted = new AtomicInteger();
        final AtomicInteger early = new AtomicInteger();

        @Override
        public String name() {
            return "Counting";
        }

        @Override
        public void closed(KernelObject object, boolean last) {
            closed.addAndGet(last ? 1 : 0);
        }

        @Override
        public void deleted(KernelObject object) {
            early.addAndGet(deleted.incrementAndGet() > closed.get() ? 1 : 0);
        }
    }

    @Test
    void each_object_is_closed_once_and_then_deleted_once() {
        Counting type = new Counting();
        HandleTable table = new HandleTable(machine.kernel(), "process");
        for (int i = 0; i < OBJECTS; i++) {
            ObjectHeader header = new ObjectHeader(machine.kernel(), () -> "object", type);
            table.open(header, 0);
            header.dereference();
        }
        AtomicInteger closes = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            machine.thread("user", () -> {
                for (int number = 1; number <= OBJECTS; number++) {
                    NtResult<ObjectHeader> found =
                            table.referenceByHandle(4 * number, 0, type, HandleTable.ProcessorMode.KERNEL_MODE);
                    closes.addAndGet(table.close(4 * number).isSuccess() ? 1 : 0);
                    if (found.isSuccess()) {
                        found.value().dereference();
                    }
                }
            });
        }
        assertOutcome(machine.run()).isClean();
        assertThat(closes.get()).isEqualTo(OBJECTS);
        assertThat(type.closed.get()).isEqualTo(OBJECTS);
        assertThat(type.deleted.get()).isEqualTo(OBJECTS);
        assertThat(type.early.get()).isZero();
    }

    @Test
    void a_name_is_given_to_one_of_those_who_want_it() {
        Namespace names = new Namespace(machine.kernel());
        AtomicInteger got = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            KernelObject mine = () -> "object";
            machine.thread("namer", () -> {
                for (int number = 0; number < OBJECTS; number++) {
                    got.addAndGet(names.insert("\\Device\\" + number, mine).isSuccess() ? 1 : 0);
                    names.lookup("\\DosDevices\\" + number);
                }
            });
        }
        assertOutcome(machine.run()).isClean();
        assertThat(got.get()).isEqualTo(OBJECTS);
        assertThat(names.namesIn("\\Device")).hasSize(OBJECTS);
    }
}
