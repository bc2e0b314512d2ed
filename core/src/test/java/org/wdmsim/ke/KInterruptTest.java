package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.Policies;

/** Interrupts of a simulated device, and what keeps its service routine away. */
class KInterruptTest {
    private static final int COMMAND = 0;
    private static final int STATUS = 4;

    /** A device that interrupts 100 ticks after each command, until its status is read. */
    private static final class Bell implements HardwareModel {
        private int rings;

        @Override
        public int read(Hardware hardware, int register) {
            hardware.endInterrupt();
            int answer = rings;
            rings = 0;
            return answer;
        }

        @Override
        public void write(Hardware hardware, int register, int value) {
            hardware.after(100, () -> {
                rings += value;
                hardware.interrupt();
            });
        }
    }

    private static Hardware bell(Kernel kernel, InterruptLine.Mode mode) {
        return new Hardware(kernel, "bell", new Bell(), new InterruptLine(kernel, "line 5", Irql.DIRQL_5, mode, 0));
    }

    private static Outcome run(Machine machine, Runnable body) {
        machine.thread("main", body);
        return machine.run();
    }

    @Test
    void a_device_interrupts_and_its_service_routine_runs_at_its_level() {
        for (InterruptLine.Mode mode : InterruptLine.Mode.values()) {
            Machine machine = Machine.builder().build();
            Kernel kernel = machine.kernel();
            Hardware bell = bell(kernel, mode);
            List<Object> log = new ArrayList<>();
            assertOutcome(run(machine, () -> {
                        KEvent rung = KEvent.notification(kernel, "rung");
                        KDpc dpc = new KDpc(
                                kernel,
                                "dpc",
                                null,
                                (same, context, rings, second) -> {
                                    log.add(rings);
                                    rung.set();
                                },
                                null);
                        KInterrupt interrupt = KInterrupt.connect(
                                kernel,
                                bell.line(),
                                null,
                                (same, context) -> {
                                    log.add(kernel.currentIrql());
                                    dpc.insert(bell.readRegister(STATUS), null);
                                    return true;
                                },
                                null);
                        bell.writeRegister(COMMAND, 3);
                        rung.waitFor(KEvent.FOREVER);
                        assertThat(kernel.now()).isEqualTo(100);
                        interrupt.disconnect();
                        assertThat(interrupt.isConnected()).isFalse();
                    }))
                    .isClean();
            assertThat(log).containsExactly(Irql.DIRQL_5, 3);
            assertThat(bell.line().isAsserted()).isFalse();
        }
    }

    @Test
    void an_interrupt_comes_at_dispatch_level_too_but_not_at_its_own() {
        Set<Boolean> atDispatch = new HashSet<>();
        for (int seed = 1; seed <= 200; seed++) {
            Machine machine = Machine.builder()
                    .processors(1)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
            boolean[] served = new boolean[1];
            assertOutcome(run(machine, () -> {
                        KInterrupt interrupt = KInterrupt.connect(
                                kernel,
                                bell.line(),
                                null,
                                (same, context) -> {
                                    bell.readRegister(STATUS);
                                    served[0] = true;
                                    return true;
                                },
                                null);
                        KThread me = kernel.currentThread();
                        Irql before = me.raiseIrql(Irql.DIRQL_5);
                        bell.interrupt();
                        kernel.step(KeStep.READ_REGISTER, null, null, null);
                        assertThat(served[0]).isFalse();
                        me.lowerIrql(Irql.DISPATCH_LEVEL);
                        kernel.step(KeStep.READ_REGISTER, null, null, null);
                        kernel.step(KeStep.READ_REGISTER, null, null, null);
                        atDispatch.add(served[0]);
                        me.lowerIrql(before);
                        me.delay(10);
                        assertThat(served[0]).isTrue();
                        interrupt.disconnect();
                    }))
                    .isClean();
        }
        assertThat(atDispatch).contains(true);
    }

    @Test
    void synchronised_execution_keeps_the_service_routine_away() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
            int[] inside = new int[1];
            Runnable critical = () -> {
                assertThat(++inside[0]).isEqualTo(1);
                kernel.step(KeStep.READ_REGISTER, null, null, null);
                inside[0]--;
            };
            assertOutcome(run(machine, () -> {
                        KInterrupt interrupt = KInterrupt.connect(
                                kernel,
                                bell.line(),
                                null,
                                (same, context) -> {
                                    bell.readRegister(STATUS);
                                    critical.run();
                                    return true;
                                },
                                null);
                        bell.writeRegister(COMMAND, 1);
                        assertThat(interrupt.synchronizeExecution(() -> {
                                    assertThat(kernel.currentIrql()).isEqualTo(Irql.DIRQL_5);
                                    critical.run();
                                    return true;
                                }))
                                .isTrue();
                        Irql before = interrupt.acquireSpinLock();
                        critical.run();
                        interrupt.releaseSpinLock(before);
                        kernel.currentThread().delay(1_000);
                        interrupt.disconnect();
                    }))
                    .isClean();
        }
    }

    @Test
    void a_disconnected_service_routine_runs_no_more() {
        for (int seed = 1; seed <= 300; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            Hardware bell = bell(kernel, InterruptLine.Mode.LATCHED);
            boolean[] gone = new boolean[1];
            assertOutcome(run(machine, () -> {
                        KInterrupt interrupt = KInterrupt.connect(
                                kernel,
                                bell.line(),
                                null,
                                (same, context) -> {
                                    bell.readRegister(STATUS);
                                    assertThat(gone[0]).isFalse();
                                    return true;
                                },
                                null);
                        bell.writeRegister(COMMAND, 1);
                        interrupt.disconnect();
                        gone[0] = true;
                        kernel.currentThread().delay(1_000);
                    }))
                    .isClean();
        }
    }

    @Test
    void two_devices_share_a_line_and_each_serves_its_own() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        InterruptLine line = new InterruptLine(kernel, "line 5", Irql.DIRQL_5, InterruptLine.Mode.LEVEL_SENSITIVE, 0);
        List<String> log = new ArrayList<>();
        assertOutcome(run(machine, () -> {
                    KInterrupt.connect(
                            kernel,
                            line,
                            null,
                            (same, context) -> {
                                log.add("not mine");
                                return false;
                            },
                            null);
                    KInterrupt.connect(
                            kernel,
                            line,
                            null,
                            (same, context) -> {
                                log.add("mine");
                                line.lower();
                                return true;
                            },
                            null);
                    line.raise();
                }))
                .isClean();
        assertThat(log).containsExactly("not mine", "mine");
    }

    @Test
    void devices_that_share_a_line_and_interrupt_at_once_are_all_served() {
        for (int seed = 1; seed <= 200; seed++) {
            Machine machine = Machine.builder()
                    .processors(2)
                    .policy(Policies.random(seed))
                    .build();
            Kernel kernel = machine.kernel();
            InterruptLine line =
                    new InterruptLine(kernel, "line 5", Irql.DIRQL_5, InterruptLine.Mode.LEVEL_SENSITIVE, 0);
            int[] served = new int[2];
            Hardware[] bells = {
                new Hardware(kernel, "bell 1", new Bell(), line), new Hardware(kernel, "bell 2", new Bell(), line)
            };
            assertOutcome(run(machine, () -> {
                        for (int i = 0; i < bells.length; i++) {
                            int mine = i;
                            KInterrupt.connect(
                                    kernel,
                                    line,
                                    null,
                                    (same, context) -> {
                                        int rings = bells[mine].readRegister(STATUS);
                                        served[mine] += rings;
                                        return rings > 0;
                                    },
                                    null);
                        }
                        bells[0].writeRegister(COMMAND, 1);
                        bells[1].writeRegister(COMMAND, 1);
                    }))
                    .isClean();
            assertThat(served).as("seed %s", seed).containsExactly(1, 1);
            assertThat(line.isAsserted()).isFalse();
        }
    }

    @Test
    void a_service_routine_that_claims_the_interrupt_and_leaves_the_line_asserted_is_a_storm_too() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
        assertOutcome(run(machine, () -> {
                    KInterrupt.connect(kernel, bell.line(), null, (same, context) -> true, null);
                    bell.writeRegister(COMMAND, 1);
                }))
                .isBugCheck(BugCheckCode.HARDWARE_INTERRUPT_STORM);
    }

    @Test
    void a_line_that_nobody_serves_is_an_interrupt_storm() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        InterruptLine line = new InterruptLine(kernel, "line 5", Irql.DIRQL_5, InterruptLine.Mode.LEVEL_SENSITIVE, 0);
        assertOutcome(run(machine, () -> {
                    KInterrupt.connect(kernel, line, null, (same, context) -> false, null);
                    line.raise();
                }))
                .isBugCheck(BugCheckCode.HARDWARE_INTERRUPT_STORM);
    }

    @Test
    void a_device_that_is_pulled_out_reads_as_ones_and_interrupts_no_more() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
        int[] served = new int[1];
        assertOutcome(run(machine, () -> {
                    KInterrupt.connect(
                            kernel,
                            bell.line(),
                            null,
                            (same, context) -> {
                                served[0]++;
                                return true;
                            },
                            null);
                    bell.writeRegister(COMMAND, 1);
                    bell.unplug();
                    bell.writeRegister(COMMAND, 1);
                    kernel.currentThread().delay(1_000);
                    assertThat(bell.readRegister(STATUS)).isEqualTo(-1);
                }))
                .isClean();
        assertThat(served[0]).isZero();
    }

    @Test
    void a_line_to_a_processor_that_is_not_there_and_an_interrupt_without_a_line_are_misuse_of_the_api() {
        Kernel kernel = Machine.builder().processors(2).build().kernel();
        assertThatThrownBy(
                        () -> new InterruptLine(kernel, "line 5", Irql.DIRQL_5, InterruptLine.Mode.LEVEL_SENSITIVE, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("processor 2 for line 5, which this machine does not have; give one from 0 to 1");
        assertThatThrownBy(new Hardware(kernel, "bell", new Bell(), null)::interrupt)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"bell\"");
    }

    @Test
    void a_service_routine_that_leaves_the_irql_changed_is_a_bug_check() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
        Outcome outcome = run(machine, () -> {
            KInterrupt.connect(
                    kernel,
                    bell.line(),
                    null,
                    (same, context) -> {
                        bell.readRegister(STATUS);
                        kernel.currentThread().raiseIrql(Irql.HIGH_LEVEL);
                        return true;
                    },
                    null);
            bell.writeRegister(COMMAND, 1);
        });
        int levels = (Irql.HIGH_LEVEL.level() << 16) | (Irql.DIRQL_5.level() << 8);
        assertOutcome(outcome).isBugCheck(BugCheckCode.IRQL_UNEXPECTED_VALUE, levels | 3);
    }

    @Test
    void synchronised_execution_above_the_interrupts_level_is_a_bug_check() {
        Machine machine = Machine.builder().build();
        Kernel kernel = machine.kernel();
        Hardware bell = bell(kernel, InterruptLine.Mode.LEVEL_SENSITIVE);
        assertOutcome(run(machine, () -> {
                    KInterrupt interrupt = KInterrupt.connect(kernel, bell.line(), null, (same, context) -> true, null);
                    kernel.currentThread().raiseIrql(Irql.HIGH_LEVEL);
                    interrupt.synchronizeExecution(() -> true);
                }))
                .isBugCheck(BugCheckCode.IRQL_NOT_GREATER_OR_EQUAL);
    }
}
