package org.wdmsim.ob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_ACCESS_DENIED;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_HANDLE;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_TYPE_MISMATCH;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;
import static org.wdmsim.ob.HandleTable.ProcessorMode.KERNEL_MODE;
import static org.wdmsim.ob.HandleTable.ProcessorMode.USER_MODE;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtResult;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Handles: io.md 9.1 and 11.1. */
class HandleTableTest {
    private static final int READ = 1;
    private static final int WRITE = 2;

    /** As a file object's type: CLEANUP with the last handle, CLOSE with the last reference. */
    private static final class FileType implements ObjectType {
        final List<String> requests = new ArrayList<>();

        @Override
        public String name() {
            return "File";
        }

        @Override
        public void closed(KernelObject object, boolean last) {
            if (last) {
                requests.add("CLEANUP");
            }
        }

        @Override
        public void deleted(KernelObject object) {
            requests.add("CLOSE");
        }
    }

    private final FileType type = new FileType();
    private Machine machine = Machine.builder().build();
    private HandleTable table = new HandleTable(machine.kernel(), "process");
    private ObjectHeader file = new ObjectHeader(machine.kernel(), () -> "file#1", type);

    private Outcome run(Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_handle_is_a_reference_and_the_last_one_cleans_up_before_the_close() {
        assertOutcome(run(() -> {
                    int handle = table.open(file, READ).value();
                    file.dereference();
                    assertThat(file.handleCount()).isEqualTo(1);
                    assertThat(file.pointerCount()).isEqualTo(1);
                    assertThat(table.close(handle)).isEqualTo(STATUS_SUCCESS);
                    assertThat(type.requests).containsExactly("CLEANUP", "CLOSE");
                    assertThat(table.close(handle)).isEqualTo(STATUS_INVALID_HANDLE);
                }))
                .isClean();
    }

    @Test
    void a_reference_keeps_the_object_from_its_close_but_not_from_its_cleanup() {
        assertOutcome(run(() -> {
                    int handle = table.open(file, READ).value();
                    file.dereference();
                    ObjectHeader found = table.referenceByHandle(handle, READ, type, USER_MODE)
                            .value();
                    assertThat(found).isSameAs(file);
                    table.close(handle);
                    assertThat(type.requests).containsExactly("CLEANUP");
                    found.dereference();
                    assertThat(type.requests).containsExactly("CLEANUP", "CLOSE");
                }))
                .isClean();
    }

    @Test
    void a_reference_by_handle_wants_an_open_handle_the_type_and_for_programs_the_access() {
        assertOutcome(run(() -> {
                    int handle = table.open(file, READ).value();
                    assertThat(table.referenceByHandle(handle + 4, READ, type, USER_MODE)
                                    .status())
                            .isEqualTo(STATUS_INVALID_HANDLE);
                    assertThat(table.referenceByHandle(handle, READ, ObjectType.named("Event"), USER_MODE)
                                    .status())
                            .isEqualTo(STATUS_OBJECT_TYPE_MISMATCH);
                    assertThat(table.referenceByHandle(handle, READ | WRITE, type, USER_MODE)
                                    .status())
                            .isEqualTo(STATUS_ACCESS_DENIED);
                    assertThat(file.pointerCount()).isEqualTo(2);
                    assertThat(table.referenceByHandle(handle, READ | WRITE, null, KERNEL_MODE)
                                    .status())
                            .isEqualTo(STATUS_SUCCESS);
                    assertThat(file.pointerCount()).isEqualTo(3);
                }))
                .isClean();
    }

    @Test
    void a_duplicate_sends_nothing_and_cleanup_comes_with_the_last_of_both() {
        assertOutcome(run(() -> {
                    HandleTable other = new HandleTable(machine.kernel(), "other process");
                    int handle = table.open(file, READ).value();
                    file.dereference();
                    int copy = table.duplicate(handle, other, false).value();
                    assertThat(file.handleCount()).isEqualTo(2);
                    table.close(handle);
                    assertThat(type.requests).isEmpty();
                    assertThat(other.object(copy)).isSameAs(file);
                    int moved = other.duplicate(copy, table, true).value();
                    assertThat(other.handles()).isEmpty();
                    assertThat(type.requests).isEmpty();
                    assertThat(table.duplicate(moved + 4, other, true).status()).isEqualTo(STATUS_INVALID_HANDLE);
                    table.closeAll();
                    assertThat(type.requests).containsExactly("CLEANUP", "CLOSE");
                }))
                .isClean();
    }

    @Test
    void a_closed_handle_s_number_is_given_out_again() {
        assertOutcome(run(() -> {
                    ObjectHeader second = new ObjectHeader(machine.kernel(), () -> "file#2", type);
                    assertThat(table.open(file, READ).value()).isEqualTo(4);
                    assertThat(table.open(file, READ).value()).isEqualTo(8);
                    table.close(4);
                    assertThat(table.open(second, READ).value()).isEqualTo(4);
                    assertThat(table.object(4)).isSameAs(second);
                    assertThat(table).hasToString("process [4, 8]");
                }))
                .isClean();
    }

    @Test
    void without_memory_there_is_no_handle_and_no_count() {
        assertOutcome(run(() -> {
                    int handle = table.open(file, READ).value();
                    machine.kernel().setAllocations(routine -> false);
                    assertThat(table.open(file, READ).status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                    assertThat(table.duplicate(handle, table, false).status()).isEqualTo(STATUS_INSUFFICIENT_RESOURCES);
                    assertThat(file.handleCount()).isEqualTo(1);
                    assertThat(file.pointerCount()).isEqualTo(2);
                }))
                .isClean();
    }

    @Test
    void handles_are_for_passive_level() {
        assertOutcome(run(() -> {
                    int handle = table.open(file, READ).value();
                    machine.kernel().currentThread().raiseIrql(Irql.APC_LEVEL);
                    table.referenceByHandle(handle, READ, type, KERNEL_MODE);
                }))
                .isViolation(0x2001B);
    }

    @Test
    void closing_and_referencing_at_the_same_time_never_meets_an_object_that_is_gone() {
        Set<String> endings = new HashSet<>();
        for (int seed = 0; seed < 300; seed++) {
            machine = Machine.builder().policy(Policies.random(seed)).build();
            table = new HandleTable(machine.kernel(), "process");
            file = new ObjectHeader(machine.kernel(), () -> "file#1", type);
            type.requests.clear();
            int handle = table.open(file, READ).value();
            file.dereference();
            machine.thread("closer", () -> table.close(handle));
            machine.thread("user", () -> {
                NtResult<ObjectHeader> found = table.referenceByHandle(handle, READ, type, USER_MODE);
                if (found.isSuccess()) {
                    assertThat(type.requests).doesNotContain("CLOSE");
                    found.value().dereference();
                }
                endings.add(found.status().name());
            });
            machine.thread("second closer", () -> table.close(handle));
            assertOutcome(machine.run()).isClean();
            assertThat(type.requests).containsExactly("CLEANUP", "CLOSE");
        }
        assertThat(endings).containsExactlyInAnyOrder("STATUS_SUCCESS", "STATUS_INVALID_HANDLE");
    }
}
