package org.wdmsim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KeStep;
import org.wdmsim.machine.Machine;

/** The two forms of a trace, pinned. */
class TraceFormsTest {
    private static Machine story() {
        Machine machine = Machine.builder().build();
        machine.thread("main", () -> {
            KThread me = machine.kernel().currentThread();
            var driver = machine.io()
                    .loadDriver("sparkle", (object, path) -> {
                        object.majorFunction(IrpMajor.IRP_MJ_READ, (device, irp) -> irp.complete(STATUS_SUCCESS));
                        return STATUS_SUCCESS;
                    })
                    .value();
            DeviceObject device =
                    driver.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
            me.delay(15_000);
            Irql old = me.raiseIrql(Irql.DISPATCH_LEVEL);
            Irp irp = machine.io().newSystemIrp(1);
            irp.nextLocation().set(IrpMajor.IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, null);
            irp.setInformation(4);
            machine.io().sendAndWait(device, irp);
            me.lowerIrql(old);
        });
        assertOutcome(machine.run()).isClean();
        return machine;
    }

    @Test
    void the_text_has_a_line_for_each_step_indented_by_routine() {
        assertThat(story().trace().toText()).isEqualTo("""
                          step  time(ms) cpu irql thread            event
                             1    0.0000   0    0 boot              PsCreateSystemThread name=main
                             2    0.0000   0    0 main              thread begins
                             3    0.0000   0    0 main              DriverEntry sparkle
                             4    0.0000   0    0 main              DriverEntry returns sparkle status=STATUS_SUCCESS
                             5    0.0000   0    0 main              IoCreateDevice driver=sparkle -> sparkle#1
                             6    0.0000   0    0 main              KeDelayExecutionThread ticks=15000
                             7    1.5000   0    0 main              KeRaiseIrql to=DISPATCH_LEVEL
                             8    1.5000   0    2 main              IoCallDriver sparkle#1 irp=irp#1 IRP_MJ_READ -> STATUS_SUCCESS
                             9    1.5000   0    2 main              dispatch sparkle#1 irp=irp#1 IRP_MJ_READ
                            10    1.5000   0    2 main                IoCompleteRequest irp#1 status=STATUS_SUCCESS by=sparkle#1
                            11    1.5000   0    2 main                IRP finished irp#1 status=STATUS_SUCCESS
                            12    1.5000   0    2 main              dispatch returns sparkle#1 irp=irp#1 status=STATUS_SUCCESS
                            13    1.5000   0    2 main              KeLowerIrql to=PASSIVE_LEVEL
                            14    1.5000   0    0 main              thread ends
                        """);
    }

    @Test
    void the_json_has_an_event_a_line_with_its_members_in_order() {
        String[] lines = story().trace().toJson().split("\n");
        assertThat(lines).hasSize(16).startsWith("[").endsWith("]");
        assertThat(lines[5])
                .isEqualTo("{\"step\":5,\"ticks\":0,\"thread\":\"main\",\"processor\":0,\"irql\":0,"
                        + "\"event\":\"IoCreateDevice\",\"driver\":\"sparkle\",\"result\":\"sparkle#1\"},");
        assertThat(lines[8])
                .isEqualTo("{\"step\":8,\"ticks\":15000,\"thread\":\"main\",\"processor\":0,\"irql\":2,"
                        + "\"event\":\"IoCallDriver\",\"subject\":\"sparkle#1\",\"irp\":\"irp#1\","
                        + "\"argument\":\"IRP_MJ_READ\",\"result\":\"STATUS_SUCCESS\"},");
        assertThat(lines[14])
                .isEqualTo("{\"step\":14,\"ticks\":15000,\"thread\":\"main\",\"processor\":0,\"irql\":0,"
                        + "\"event\":\"thread ends\"}");
    }

    @Test
    void what_a_driver_prints_stays_on_its_line_in_the_text_and_is_escaped_in_the_json() {
        Machine machine = Machine.builder().build();
        machine.thread(
                "main",
                () -> machine.kernel().step(KeStep.DBG_PRINT, null, "first\nsecond \"quoted\"\tC:\\x\u0007", null));
        assertOutcome(machine.run()).isClean();
        assertThat(machine.trace().toText().lines())
                .hasSize(5)
                .element(3)
                .asString()
                .endsWith("DbgPrint first\\nsecond \"quoted\"\\tC:\\x\\u0007");
        assertThat(machine.trace().toJson())
                .contains("\"argument\":\"first\\nsecond \\\"quoted\\\"\\tC:\\\\x\\u0007\"");
    }

    @Test
    void a_trace_finds_its_entries_by_object_and_condition() {
        Trace trace = story().trace();
        var irp = trace.first(entry -> entry.event().subjectName().equals("irp#1"))
                .orElseThrow()
                .event()
                .subject();
        assertThat(trace.historyOf(irp, 10))
                .extracting(entry -> entry.event().step())
                .containsExactly(10, 11);
        assertThat(trace.historyOf(irp, 1))
                .extracting(entry -> entry.event().step())
                .containsExactly(11);
        assertThat(trace.where(entry -> entry.event().irql() == Irql.DISPATCH_LEVEL))
                .hasSize(6);
        assertThat(trace.entries().get(9))
                .hasToString("10 main: IoCompleteRequest irp#1 status=STATUS_SUCCESS by=sparkle#1");
    }

    @Test
    void what_a_driver_prints_stands_in_the_trace() {
        Machine machine = Machine.builder().build();
        machine.thread(
                "main",
                () -> machine.io().loadDriver("sparkle", (driver, path) -> {
                    driver.dbgPrint("hello");
                    return STATUS_SUCCESS;
                }));
        assertOutcome(machine.run()).isClean();
        assertThat(machine.trace().toText()).contains("DbgPrint sparkle hello\n");
    }
}
