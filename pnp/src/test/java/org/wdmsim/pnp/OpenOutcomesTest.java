package org.wdmsim.pnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoStep;
import org.wdmsim.ke.Answer;
import org.wdmsim.ke.OpenChoices;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.install.DriverStore;
import org.wdmsim.pnp.state.DevnodeState;
import org.wdmsim.sched.Schedule;

/** What the PnP manager does where Windows leaves it open can be left to the schedule: both ways are explored. */
class OpenOutcomesTest {
    private static final String INF = """
            [Version]
            Signature = "$Windows NT$"
            Class = Sample
            ClassGuid = {11111111-2222-3333-4444-555555555555}
            Provider = %Maker%
            DriverVer = 05/06/2020, 1.2.3.4
            [Manufacturer]
            %Maker% = Models, NTamd64
            [Models.NTamd64]
            %Widget% = Widget, ROOT\\WIDGET
            [Widget.NT]
            [Widget.NT.HW]
            AddReg = Filters
            [Filters]
            HKR,,"UpperFilters",0x00010000,"filter"
            [Widget.NT.Services]
            AddService = widget, 0x2, Widget_Service
            AddService = filter, 0x0, Filter_Service
            [Widget_Service]
            ServiceType = 1
            StartType = 3
            ErrorControl = 1
            ServiceBinary = %13%\\widget.sys
            [Filter_Service]
            ServiceType = 1
            StartType = 3
            ErrorControl = 1
            ServiceBinary = %13%\\filter.sys
            [Strings]
            Maker = "Widget Works"
            Widget = "A widget"
            """;

    /** Tells what it has seen as its complaint, so that each way it went is a finding. */
    private abstract static class Open implements Story {
        @Override
        public void build(MachineBuilder machine) {
            machine.choices(OpenChoices.NONE.withOpenOutcomes(true)).traced(true);
        }
    }

    private static List<String> explored(Story story) {
        Exploration found = Explorer.of(story)
                .search(new BoundedSearch(0))
                .mostFindings(Integer.MAX_VALUE)
                .explore();
        assertThat(found.isExhausted()).isTrue();
        List<String> ways = new ArrayList<>();
        for (Exploration.Finding finding : found.findings()) {
            ways.add(answers(story, finding.schedule()) + " " + finding.headline());
        }
        return ways;
    }

    private static List<String> answers(Story story, Schedule schedule) {
        return Explorer.of(story).replay(schedule).machine().kernel().answers().stream()
                .map(Answer::what)
                .toList();
    }

    @Test
    void a_bare_pdo_may_get_surprise_removal_or_not() {
        Story story = new Open() {
            @Override
            public Judge tell(Machine machine) {
                PnpManager pnp = PnpManager.install(machine, new DriverStore(), new DriverImages());
                machine.thread("user", () -> {
                    pnp.waitUntilIdle();
                    RootBus.Slot slot = pnp.plugIn(DeviceIds.of("ROOT\\NOBODYS"));
                    pnp.waitUntilIdle();
                    pnp.pullOut(slot);
                });
                return () -> machine.trace().entries().stream()
                                .anyMatch(entry -> entry.event().kind() == IoStep.DISPATCH_ENTER
                                        && entry.event().second() == IrpMinor.IRP_MN_SURPRISE_REMOVAL)
                        ? "surprised"
                        : "not surprised";
            }
        };
        assertThat(explored(story))
                .contains("[] not surprised", "[surpriseRemovalToBarePdo is true] surprised")
                .doesNotContain("[] surprised", "[surpriseRemovalToBarePdo is true] not surprised");
    }

    private static final class Extension extends DeviceExtension {
        DeviceObject lower;
    }

    private static NtStatus widget(DriverObject driver, String path) {
        driver.allMajorFunctions((device, irp) -> {
            irp.skipLocation();
            return device.extension(Extension.class).lower.call(irp);
        });
        driver.onAddDevice((object, pdo) -> {
            Extension extension = new Extension();
            DeviceObject device = object.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                    .value();
            NtStatus status = device.attachToSafe(pdo, lower -> extension.lower = lower);
            device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
            return status;
        });
        return NtStatus.STATUS_SUCCESS;
    }

    private static NtStatus filter(DriverObject driver, String path) {
        driver.onAddDevice((object, pdo) -> NtStatus.STATUS_NO_SUCH_DEVICE);
        return NtStatus.STATUS_SUCCESS;
    }

    /** The widget's driver knows no REMOVE_DEVICE, and gets one only if the filter takes the whole stack with it. */
    @Test
    void a_filter_that_cannot_be_added_may_take_the_stack_with_it_or_not() {
        Story story = new Open() {
            @Override
            public Judge tell(Machine machine) {
                DriverStore store = new DriverStore();
                store.add("widget.inf", INF.getBytes(StandardCharsets.UTF_8));
                DriverImages images = new DriverImages()
                        .add("widget", () -> OpenOutcomesTest::widget)
                        .add("filter", () -> OpenOutcomesTest::filter);
                PnpManager pnp = PnpManager.install(machine, store, images);
                machine.thread("user", () -> {
                    pnp.waitUntilIdle();
                    pnp.plugIn(DeviceIds.of("ROOT\\WIDGET"));
                });
                return () -> pnp.find("ROOT\\WIDGET\\0000").state() == DevnodeState.STARTED ? "started" : "";
            }
        };
        assertThat(explored(story))
                .contains(
                        "[] DRIVER_VERIFIER_IOMANAGER_VIOLATION (0xC9, 0x21D): device not detached on REMOVE_DEVICE",
                        "[failStackWhenFilterAddFails is false] started")
                .doesNotContain("[] started");
    }
}
