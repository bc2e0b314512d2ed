package org.wdmsim.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;
import org.wdmsim.ex.ExStep;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.io.RemoveLock;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.machine.Machine;
import org.wdmsim.ob.ObStep;
import org.wdmsim.po.PoStep;
import org.wdmsim.trace.TraceEvent;

/** A group of rules is made when the first step comes that it looks at, and misses nothing for that. */
class DriverVerifierTest {
    private static List<StepKind> kinds() {
        List<StepKind> kinds = new ArrayList<>();
        Stream.of(KeStep.values(), IoStep.values(), ObStep.values(), ExStep.values(), PoStep.values())
                .flatMap(Stream::of)
                .forEach(kinds::add);
        return kinds;
    }

    /** A group: at which steps it is called, and what it does then. */
    private record Group(Object checks, Predicate<StepKind> looksAt, Consumer<TraceEvent> before) {
        /** How much it knows: how many entries its maps and sets have. */
        private int knows() {
            int entries = 0;
            for (Field field : checks.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    Object value = valueOf(field);
                    entries += value instanceof Map<?, ?> map ? map.size() : 0;
                    entries += value instanceof Collection<?> all ? all.size() : 0;
                }
            }
            return entries;
        }

        private Object valueOf(Field field) {
            try {
                field.setAccessible(true);
                return field.get(checks);
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    private static Map<String, Group> groups(Kernel kernel) {
        IrqlChecks irql = new IrqlChecks(kernel);
        KeChecks ke = new KeChecks(kernel);
        RemoveLockChecks removeLock = new RemoveLockChecks(kernel);
        PoolChecks pool = new PoolChecks(kernel);
        ExLockChecks exLock = new ExLockChecks(kernel);
        ObjectChecks object = new ObjectChecks(kernel);
        PendingChecks pending = new PendingChecks(kernel);
        IoChecks io = new IoChecks(kernel);
        CancelChecks cancel = new CancelChecks(kernel);
        PowerChecks power = new PowerChecks(kernel);
        Map<String, Group> groups = new LinkedHashMap<>();
        groups.put("irql", new Group(irql, IrqlChecks::looksAt, event -> irql.before(event, infoOf(event))));
        groups.put("ke", new Group(ke, KeChecks::looksAt, event -> ke.before(event, infoOf(event), null)));
        groups.put("remove lock", new Group(removeLock, RemoveLockChecks::looksAt, removeLock::before));
        groups.put("pool", new Group(pool, PoolChecks::looksAt, pool::before));
        groups.put("ex lock", new Group(exLock, ExLockChecks::looksAt, exLock::before));
        groups.put("object", new Group(object, ObjectChecks::looksAt, object::before));
        groups.put("pending", new Group(pending, PendingChecks::looksAt, event -> pending.before(event, null)));
        groups.put("io", new Group(io, IoChecks::looksAt, event -> io.before(event, null)));
        groups.put("cancel", new Group(cancel, CancelChecks::looksAt, cancel::before));
        groups.put("power", new Group(power, PowerChecks::looksAt, event -> power.before(event, null)));
        return groups;
    }

    private static StepInfo infoOf(TraceEvent event) {
        return event.kind().info();
    }

    static Stream<String> names() {
        return groups(null).keySet().stream();
    }

    /** What a group learns, it learns at the steps it looks at: so there is nothing to learn before the first of them. */
    @ParameterizedTest
    @MethodSource("names")
    void a_group_has_nothing_to_do_with_steps_that_it_does_not_look_at(String name) {
        Machine machine = Machine.builder().verifier(false).build();
        machine.thread("main", () -> {
            Group group = groups(machine.kernel()).get(name);
            for (StepKind kind : kinds()) {
                if (!group.looksAt.test(kind)) {
                    // An event without anything: whoever looks into it cannot go on, or remembers it.
                    TraceEvent nothing = new TraceEvent(1, 0, "main", 0, Irql.HIGH_LEVEL, kind, null, null, null);
                    assertThatCode(() -> group.before.accept(nothing))
                            .as("%s", kind)
                            .doesNotThrowAnyException();
                    assertThat(group.knows()).as("after %s", kind).isZero();
                }
            }
            assertThat(kinds()).anyMatch(group.looksAt).anyMatch(group.looksAt.negate());
        });
        assertOutcome(machine.run()).isClean();
    }

    private static final class Extension extends DeviceExtension {
        final RemoveLock lock = new RemoveLock(this);
    }

    private static DeviceObject device(Machine machine, Extension extension) {
        DriverObject driver = machine.io()
                .loadDriver("driver", (object, path) -> NtStatus.STATUS_SUCCESS)
                .value();
        return driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
    }

    /** A rule that is broken by the very first step that its group looks at. */
    private record First(String name, int violation, Consumer<Machine> breaks) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<First> firsts() {
        return Stream.of(
                new First("a fast mutex that nobody holds is released", 0x34, machine -> {
                    new FastMutex(machine.kernel(), "mutex").release();
                }),
                new First(
                        "a remove lock that was never initialised is taken",
                        OwnRules.REMOVE_LOCK_UNINITIALIZED,
                        machine -> {
                            Extension extension = new Extension();
                            device(machine, extension);
                            extension.lock.acquire("tag");
                        }));
    }

    @ParameterizedTest
    @MethodSource("firsts")
    void a_rule_that_the_first_step_of_its_group_breaks_is_found(First first) {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> first.breaks.accept(machine));
        assertOutcome(machine.run()).isViolation(first.violation);
    }
}
