package org.wdmsim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.io.CompletionRoutine;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceFlags;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DispatchRoutine;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;

/** Who looks at an object without a step of his own is told apart by what others do to it meanwhile. */
class LooksAtObjectsTest {
    private interface Play {
        void play(Machine machine, StringBuilder seen);
    }

    private static Set<String> outcomes(Play play, Search search) {
        Set<String> outcomes = new TreeSet<>();
        Story story = new Story() {
            @Override
            public void build(MachineBuilder machine) {
                machine.processors(4).verifier(false); // which looks, too, and says so
            }

            @Override
            public Judge tell(Machine machine) {
                StringBuilder seen = new StringBuilder();
                play.play(machine, seen);
                return seen::toString;
            }
        };
        boolean isWhole = Explorer.of(story)
                .search(search)
                .mostRuns(100_000)
                .mostFindings(Integer.MAX_VALUE)
                .onRun(run -> outcomes.add(run.headline()))
                .explore()
                .isExhausted();
        assertThat(isWhole).isTrue();
        return outcomes;
    }

    private static void loses_nothing(Play play, int outcomes) {
        Set<String> all = outcomes(play, BoundedSearch.unbounded());
        assertThat(all).hasSize(outcomes);
        assertThat(outcomes(play, new DporSearch())).isEqualTo(all);
    }

    /** One thread looks and does nothing else before its next step; the other takes the thing and gives it back. */
    private static void looks(Machine machine, StringBuilder seen, Supplier<Object> owner, Runnable takes) {
        KEvent other = KEvent.notification(machine.kernel(), "nobody's");
        machine.thread("looks", () -> {
            seen.append(owner.get() != null);
            other.readState();
        });
        machine.thread("takes", takes);
    }

    @Test
    void at_the_owner_of_a_fast_mutex() {
        loses_nothing(
                (machine, seen) -> {
                    FastMutex mutex = new FastMutex(machine.kernel(), "mutex");
                    looks(machine, seen, mutex::owner, () -> {
                        mutex.acquire();
                        mutex.release();
                    });
                },
                2);
    }

    @Test
    void at_the_owner_of_a_mutex() {
        loses_nothing(
                (machine, seen) -> {
                    KMutex mutex = new KMutex(machine.kernel(), "mutex");
                    looks(machine, seen, mutex::owner, () -> {
                        mutex.waitFor(KMutex.FOREVER);
                        mutex.release();
                    });
                },
                2);
    }

    private static final class Extension extends DeviceExtension {
        private DeviceObject lower;
    }

    private static DeviceObject layer(Machine machine, DeviceObject below, DispatchRoutine routine) {
        DriverObject driver = machine.io()
                .loadDriver("layer", (loaded, path) -> {
                    loaded.allMajorFunctions(routine);
                    return STATUS_SUCCESS;
                })
                .value();
        Extension extension = new Extension();
        DeviceObject device = driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0)
                .value();
        device.clearFlags(DeviceFlags.DO_DEVICE_INITIALIZING);
        if (below != null) {
            extension.lower = device.attachTo(below);
        }
        return device;
    }

    /** Passes a request on, and wants to see it again. */
    private static DispatchRoutine passes(CompletionRoutine then, boolean onSuccess) {
        return (device, irp) -> {
            irp.copyLocationToNext();
            irp.setCompletionRoutine(then, null, onSuccess, onSuccess, true);
            return device.extension(Extension.class).lower.call(irp);
        };
    }

    @Test
    void at_whether_a_request_is_cancelled_on_its_way_up() {
        loses_nothing(
                (machine, seen) -> machine.thread("begin", () -> {
                    KEvent other = KEvent.notification(machine.kernel(), "nobody's");
                    DeviceObject bottom = layer(machine, null, (device, irp) -> irp.complete(STATUS_SUCCESS));
                    DeviceObject middle = layer(
                            machine,
                            bottom,
                            passes(
                                    (device, irp, context) -> {
                                        seen.append(irp.isCancelled() ? "cancelled" : "not cancelled");
                                        other.readState(); // here others may come
                                        return STATUS_SUCCESS;
                                    },
                                    true));
                    DeviceObject top = layer(
                            machine,
                            middle,
                            passes(
                                    (device, irp, context) -> {
                                        seen.append(", told");
                                        return STATUS_SUCCESS;
                                    },
                                    false));
                    Irp irp = machine.io().allocateIrp(3);
                    irp.nextLocation().set(IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, new IrpParameters.ReadWrite(0, 0, 0));
                    irp.setCompletionRoutine(
                            (device, done, context) -> STATUS_MORE_PROCESSING_REQUIRED, null, true, true, true);
                    machine.thread("sends", () -> top.call(irp));
                    machine.thread("cancels", irp::cancel);
                }),
                3);
    }
}
