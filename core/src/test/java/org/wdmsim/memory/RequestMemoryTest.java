package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.NtStatus;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.DporSearch;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Search;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;

/** The buffers of requests are memory, whoever makes, fills and copies them. */
class RequestMemoryTest {
    /** A program reads into a buffer, and another of its threads looks into that meanwhile, twice. */
    abstract static class Reads implements Story {
        abstract int transfer();

        abstract void fill(Irp irp);

        private NtStatus dispatch(DeviceObject device, Irp irp) {
            if (irp.location().major() == org.wdmsim.base.IrpMajor.IRP_MJ_READ) {
                fill(irp);
                irp.setInformation(1);
            }
            return irp.complete(NtStatus.STATUS_SUCCESS);
        }

        @Override
        public Judge tell(Machine machine) {
            StringBuilder seen = new StringBuilder();
            machine.thread("begin", () -> {
                DriverObject driver = machine.io()
                        .loadDriver("d", (object, path) -> {
                            object.allMajorFunctions(this::dispatch);
                            return NtStatus.STATUS_SUCCESS;
                        })
                        .value();
                DeviceObject device = driver.createDevice(
                                new DeviceExtension() {}, "\\Device\\D", DeviceType.FILE_DEVICE_UNKNOWN, 0, false)
                        .value();
                device.setFlags(transfer());
                device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
                UserProcess program = new UserProcess(machine.io());
                UserProcess.Handle handle = program.createFile("\\Device\\D").value();
                KEvent event = KEvent.notification(machine.kernel(), "event");
                byte[] buffer = new byte[1];
                machine.thread("reads", () -> program.readFile(handle, buffer));
                machine.thread("looks", () -> {
                    int first = buffer[0];
                    event.readState();
                    seen.append(first).append(buffer[0]);
                });
            });
            return seen::toString;
        }
    }

    static final class Buffered extends Reads {
        @Override
        int transfer() {
            return DeviceFlags.DO_BUFFERED_IO;
        }

        @Override
        void fill(Irp irp) {
            irp.systemBuffer()[0] = 7;
        }
    }

    static final class Direct extends Reads {
        @Override
        int transfer() {
            return DeviceFlags.DO_DIRECT_IO;
        }

        @Override
        void fill(Irp irp) {
            irp.mdlAddress().systemAddress().put(0, (byte) 7);
        }
    }

    private static Set<String> outcomes(Class<? extends Story> story, Search search) {
        Set<String> outcomes = new TreeSet<>();
        boolean isWhole = Explorer.of(WatchedStory.of(story).races(false))
                .search(search)
                .mostRuns(100_000)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> outcomes.add(run.headline()))
                .explore()
                .isExhausted();
        assertThat(isWhole).isTrue();
        return outcomes;
    }

    @ParameterizedTest
    @ValueSource(classes = {Buffered.class, Direct.class})
    void what_a_request_brings_is_seen_before_between_or_after_two_looks(Class<? extends Story> story) {
        Set<String> all = outcomes(story, new BoundedSearch(2));
        assertThat(all).hasSize(3);
        assertThat(outcomes(story, new DporSearch())).isEqualTo(all);
    }
}
