package org.wdmsim.ob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.base.BugCheckCode.REFERENCE_BY_POINTER;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_NAME_COLLISION;
import static org.wdmsim.base.NtStatus.STATUS_OBJECT_TYPE_MISMATCH;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** References: io.md 3.7 and 11.1, bug-checks.md 1 (0x18) and 2.1 (0x3F). */
class ObjectHeaderTest {
    /** A type that writes down what happens to its objects, in which thread and at which level. */
    private static final class Diary implements ObjectType {
        final List<String> lines = new ArrayList<>();
        Kernel kernel;

        @Override
        public String name() {
            return "Diary";
        }

        @Override
        public void closed(KernelObject object, boolean last) {
            lines.add("closed" + (last ? ", last" : ""));
        }

        @Override
        public void deleted(KernelObject object) {
            lines.add("deleted in " + kernel.currentThread().objectName() + " at " + kernel.currentIrql());
        }
    }

    private final Diary type = new Diary();

    private Outcome run(MachineBuilder builder, Consumer<ObjectHeader> body) {
        Machine machine = builder.build();
        type.kernel = machine.kernel();
        machine.thread("main", () -> body.accept(new ObjectHeader(machine.kernel(), () -> "object", type)));
        return machine.run();
    }

    private Outcome run(Consumer<ObjectHeader> body) {
        return run(Machine.builder(), body);
    }

    @Test
    void the_last_reference_deletes_the_object_at_once_at_passive_level() {
        assertOutcome(run(header -> {
                    assertThat(header.reference()).isEqualTo(2);
                    assertThat(header.reference("Irp0")).isEqualTo(3);
                    assertThat(header.dereference("Irp0")).isEqualTo(2);
                    assertThat(header.dereference()).isEqualTo(1);
                    assertThat(type.lines).isEmpty();
                    assertThat(header.dereference()).isZero();
                    assertThat(header.isDeleted()).isTrue();
                    assertThat(type.lines).containsExactly("deleted in main at PASSIVE_LEVEL");
                }))
                .isClean();
    }

    @Test
    void above_passive_level_or_deferred_a_system_worker_deletes_it() {
        assertOutcome(run(header -> {
                    Irql old = type.kernel.currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                    header.dereference();
                    assertThat(type.lines).isEmpty();
                    type.kernel.currentThread().lowerIrql(old);
                }))
                .isClean();
        assertOutcome(run(ObjectHeader::dereferenceDeferDelete)).isClean();
        assertThat(type.lines)
                .hasSize(2)
                .allMatch(line -> line.startsWith("deleted in worker") && line.endsWith(" at PASSIVE_LEVEL"));
    }

    @Test
    void a_reference_by_pointer_is_taken_only_for_the_type() {
        assertOutcome(run(header -> {
                    assertThat(header.referenceByPointer(ObjectType.named("File")))
                            .isEqualTo(STATUS_OBJECT_TYPE_MISMATCH);
                    assertThat(header.pointerCount()).isEqualTo(1);
                    assertThat(header.referenceByPointer(type)).isEqualTo(STATUS_SUCCESS);
                    assertThat(header.referenceByPointer(null)).isEqualTo(STATUS_SUCCESS);
                    assertThat(header.pointerCount()).isEqualTo(3);
                }))
                .isClean();
    }

    @Test
    void references_are_shown_by_tag_with_the_place_of_the_last_one() {
        assertOutcome(run(header -> {
                    header.reference("Irp0");
                    header.reference("Irp0");
                    header.dereference("Tmr0");
                    assertThat(header.references())
                            .satisfiesExactly(
                                    line -> assertThat(line).startsWith("Dflt: 1, last at step "),
                                    line -> assertThat(line)
                                            .startsWith("Irp0: 2, last at step ")
                                            .contains("ObjectHeaderTest.java:"),
                                    line -> assertThat(line).startsWith("Tmr0: -1, last at step "));
                    assertThat(header).hasToString("object [Diary, 2 references, 0 handles]");
                }))
                .isClean();
        assertThatThrownBy(() ->
                        new ObjectHeader(Machine.builder().build().kernel(), () -> "object", type).reference("Reader"))
                .hasMessageContaining("\"Reader\"");
    }

    @Test
    void a_reference_given_up_twice_is_0x3F_and_without_verifier_0x18() {
        Consumer<ObjectHeader> body = header -> {
            header.dereference();
            header.dereference();
        };
        assertOutcome(run(body)).isViolation(0x3F);
        Outcome outcome = run(Machine.builder().verifier(false), body);
        assertOutcome(outcome).isBugCheck(REFERENCE_BY_POINTER);
        BugCheck check = ((Outcome.BugChecked) outcome).bugCheck();
        assertThat(check.parameter(0)).isEqualTo("Diary");
        assertThat(check.parameter(1)).isEqualTo("object");
    }

    @Test
    void an_object_that_is_gone_is_not_referenced_again() {
        Consumer<ObjectHeader> body = header -> {
            header.dereference();
            header.reference("Late");
        };
        assertOutcome(run(body)).isViolation(0x3F);
        assertOutcome(run(Machine.builder().verifier(false), body)).isBugCheck(REFERENCE_BY_POINTER);
    }

    @Test
    void references_below_the_open_handles_are_0x18() {
        assertOutcome(run(header -> {
                    new HandleTable(type.kernel, "process").open(header, 0);
                    header.dereference();
                    header.dereference();
                }))
                .isBugCheck(REFERENCE_BY_POINTER);
    }

    @Test
    void it_is_deleted_once_on_any_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            Machine machine = Machine.builder().policy(Policies.random(seed)).build();
            Diary diary = new Diary();
            diary.kernel = machine.kernel();
            ObjectHeader header = new ObjectHeader(machine.kernel(), () -> "object", diary);
            header.reference();
            header.reference();
            machine.thread("a", header::dereference);
            machine.thread("b", header::dereferenceDeferDelete);
            machine.thread("c", () -> {
                Irql old = machine.kernel().currentThread().raiseIrql(Irql.DISPATCH_LEVEL);
                header.dereference();
                machine.kernel().currentThread().lowerIrql(old);
            });
            assertOutcome(machine.run()).isClean();
            assertThat(diary.lines).hasSize(1).allMatch(line -> line.endsWith("at PASSIVE_LEVEL"));
        }
    }

    // ---- Names.

    @Test
    void a_temporary_name_goes_with_the_last_handle_and_a_permanent_one_stays() {
        assertOutcome(run(header -> {
                    Namespace names = new Namespace(type.kernel);
                    HandleTable table = new HandleTable(type.kernel, "process");
                    assertThat(header.enter(names, "\\BaseNamedObjects\\Thing", false))
                            .isEqualTo(STATUS_SUCCESS);
                    header.dereference();
                    assertThat(header.isDeleted()).isFalse();
                    int first = table.open(header, 0).value();
                    int second = table.open(header, 0).value();
                    table.close(first);
                    assertThat(names.resolve("\\basenamedobjects\\thing")).contains(header.object());
                    table.close(second);
                    assertThat(names.isTaken("\\BaseNamedObjects\\Thing")).isFalse();
                    assertThat(type.lines)
                            .containsExactly("closed", "closed, last", "deleted in main at PASSIVE_LEVEL");
                }))
                .isClean();
        type.lines.clear();
        assertOutcome(run(header -> {
                    Namespace names = new Namespace(type.kernel);
                    HandleTable table = new HandleTable(type.kernel, "process");
                    assertThat(header.enter(names, "\\Device\\Thing", true)).isEqualTo(STATUS_SUCCESS);
                    header.dereference();
                    table.close(table.open(header, 0).value());
                    assertThat(names.isTaken("\\Device\\Thing")).isTrue();
                    assertThat(header.isPermanent()).isTrue();
                    header.makeTemporary();
                    assertThat(names.isTaken("\\Device\\Thing")).isFalse();
                    assertThat(header.isDeleted()).isTrue();
                }))
                .isClean();
    }

    @Test
    void a_name_that_is_taken_is_not_entered_and_holds_no_reference() {
        assertOutcome(run(header -> {
                    Namespace names = new Namespace(type.kernel);
                    names.insert("\\Device\\Thing", () -> "other");
                    assertThat(header.enter(names, "\\Device\\Thing", true)).isEqualTo(STATUS_OBJECT_NAME_COLLISION);
                    assertThat(header.name()).isNull();
                    assertThat(header.pointerCount()).isEqualTo(1);
                }))
                .isClean();
    }

    @Test
    void made_temporary_while_open_the_name_stays_until_the_handle_is_closed() {
        assertOutcome(run(header -> {
                    Namespace names = new Namespace(type.kernel);
                    HandleTable table = new HandleTable(type.kernel, "process");
                    header.enter(names, "\\Device\\Thing", true);
                    int handle = table.open(header, 0).value();
                    header.makeTemporary();
                    assertThat(header.name()).isEqualTo("\\Device\\Thing");
                    table.close(handle);
                    assertThat(header.name()).isNull();
                }))
                .isClean();
    }
}
