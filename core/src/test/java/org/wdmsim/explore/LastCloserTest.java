package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.UserProcess;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/** Two programs close a device that is to go: which of them is the last, and so frees it, makes a difference. */
class LastCloserTest {
    private static final String NAME = "\\Device\\Closed";

    private static final class Extension extends DeviceExtension {}

    private static final class Closers implements Story {
        final Set<String> seen = new TreeSet<>();
        private List<String> notes;

        @Override
        public void build(MachineBuilder machine) {
            machine.processors(4);
        }

        @Override
        public Judge tell(Machine machine) {
            List<String> fresh = new ArrayList<>();
            notes = fresh;
            machine.thread("begin", () -> {
                DeviceObject device = make(machine);
                closer(machine, "one", device, fresh);
                UserProcess other = new UserProcess(machine.io());
                UserProcess.Handle handle = other.createFile(NAME).value();
                machine.thread("other", () -> {
                    other.closeHandle(handle);
                    fresh.add("other " + device.isFreed());
                    if (!device.isFreed()) {
                        device.delete();
                    }
                });
            });
            return Judge.OF_NOTHING;
        }

        private static void closer(Machine machine, String name, DeviceObject device, List<String> notes) {
            UserProcess program = new UserProcess(machine.io());
            UserProcess.Handle handle = program.createFile(NAME).value();
            machine.thread(name, () -> {
                program.closeHandle(handle);
                notes.add(name + " " + device.isFreed());
            });
        }

        private static DeviceObject make(Machine machine) {
            DriverObject driver = machine.io()
                    .loadDriver("closed", (object, path) -> {
                        object.allMajorFunctions((device, irp) -> irp.complete(NtStatus.STATUS_SUCCESS));
                        return NtStatus.STATUS_SUCCESS;
                    })
                    .value();
            DeviceObject device = driver.createDevice(new Extension(), NAME, DeviceType.FILE_DEVICE_UNKNOWN, 0, false)
                    .value();
            device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
            return device;
        }

        void ended() {
            List<String> sorted = new ArrayList<>(notes);
            sorted.sort(null);
            seen.add(sorted.toString());
        }
    }

    private static Set<String> seen(Search search) {
        Closers story = new Closers();
        Exploration found = Explorer.of(story)
                .search(search)
                .mostRuns(20_000)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> story.ended())
                .explore();
        assertThat(found.isExhausted()).isTrue();
        return story.seen;
    }

    @Test
    void either_may_be_the_last_to_close() {
        assertThat(seen(new DporSearch()))
                .isEqualTo(seen(BoundedSearch.unbounded()))
                .contains("[one true, other false]");
    }
}
