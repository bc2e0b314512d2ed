package org.wdmsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.ex.InterlockedValue;
import org.wdmsim.explore.BoundedSearch;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Story;
import org.wdmsim.explore.WatchedStory;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoWorkItem;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KMutex;
import org.wdmsim.ke.KSemaphore;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.SystemWorkers.Type;
import org.wdmsim.machine.Machine;

/** What one thread has written may be read by the other that was handed it, whatever the kernel's means of handing on. */
class HandOverTest {
    static final class Extension extends DeviceExtension {
        int letter;
        volatile boolean ready;
        KThread writer;
        KEvent event;
        KSemaphore semaphore;
        KMutex mutex;
        FastMutex fastMutex;
        InterlockedValue interlocked;
        final AtomicInteger atomic = new AtomicInteger();
    }

    private static DeviceObject device(Machine machine, DeviceExtension extension) {
        DriverObject driver = machine.io()
                .loadDriver("post", (object, path) -> {
                    object.majorFunction(IrpMajor.IRP_MJ_READ, (device, irp) -> {
                        device.extension(Extension.class).letter++;
                        return irp.complete(NtStatus.STATUS_SUCCESS);
                    });
                    return NtStatus.STATUS_SUCCESS;
                })
                .value();
        return driver.createDevice(extension, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
    }

    /** The writer writes a letter and hands it on; the reader reads it only when it was handed it. */
    abstract static class Handed implements Story {
        abstract void write(Machine machine, DeviceObject device, Extension ext);

        abstract boolean mayRead(Machine machine, DeviceObject device, Extension ext);

        @Override
        public final Judge tell(Machine machine) {
            machine.thread("maker", () -> {
                Extension ext = new Extension();
                DeviceObject device = device(machine, ext);
                ext.event = KEvent.synchronization(machine.kernel(), "handed");
                ext.semaphore = new KSemaphore(machine.kernel(), "count", 0, 2);
                ext.mutex = new KMutex(machine.kernel(), "mutex");
                ext.fastMutex = new FastMutex(machine.kernel(), "fast mutex");
                ext.interlocked = new InterlockedValue(machine.kernel(), "flag", 0);
                ext.writer = machine.thread("writer", () -> {
                    ext.letter = 1;
                    write(machine, device, ext);
                });
                machine.thread("reader", () -> {
                    if (mayRead(machine, device, ext)) {
                        ext.letter++;
                    }
                });
            });
            return Judge.OF_NOTHING;
        }
    }

    static final class ByEvent extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.event.set();
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.event.waitFor(KEvent.FOREVER).isSuccess();
        }
    }

    static final class BySemaphore extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.semaphore.release(1);
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.semaphore.waitFor(KEvent.FOREVER).isSuccess();
        }
    }

    static final class ByEndOfThread extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {}

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.writer.waitFor(KEvent.FOREVER).isSuccess();
        }
    }

    static final class ByInterlockedFlag extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.interlocked.exchange(1);
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.interlocked.compareExchange(2, 1) == 1;
        }
    }

    static final class ByVolatileFlag extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.ready = true;
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.ready;
        }
    }

    static final class ByAtomicNumber extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.atomic.set(1);
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.atomic.get() == 1;
        }
    }

    static final class ByWorkItem extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            IoWorkItem item = IoWorkItem.allocate(device);
            item.queue(
                    Type.DELAYED,
                    (same, context) -> {
                        ext.letter++;
                        item.free();
                    },
                    null);
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return false;
        }
    }

    static final class ByDpc extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            new KDpc(machine.kernel(), "dpc", device, (dpc, context, first, second) -> ext.letter++, null)
                    .insert(null, null);
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return false;
        }
    }

    /** The reader's request is dispatched in the reader, after the writer has ended. */
    static final class ByRequest extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            Irp irp = machine.io().newSystemIrp(device.stackSize());
            irp.nextLocation().set(IrpMajor.IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, null);
            machine.io().sendAndWait(device, irp);
            ext.event.set();
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.event.waitFor(KEvent.FOREVER).isSuccess();
        }
    }

    /** Nothing is handed on, and the reader does not ask. */
    static final class ByNothing extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {}

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return true;
        }
    }

    /** The writer lets the reader know before it writes. */
    static final class TooSoon extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {
            ext.event.set();
            ext.letter = 2;
        }

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.event.waitFor(KEvent.FOREVER).isSuccess();
        }
    }

    /** A flag that is neither volatile nor interlocked hands nothing on: here it is the letter itself. */
    static final class ByPlainFlag extends Handed {
        @Override
        void write(Machine machine, DeviceObject device, Extension ext) {}

        @Override
        boolean mayRead(Machine machine, DeviceObject device, Extension ext) {
            return ext.letter == 1;
        }
    }

    private static Exploration explore(Class<? extends Story> type) {
        return Explorer.of(WatchedStory.of(type))
                .search(new BoundedSearch(2))
                .mostRuns(100_000)
                .explore();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ByEvent.class,
                BySemaphore.class,
                ByEndOfThread.class,
                ByInterlockedFlag.class,
                ByVolatileFlag.class,
                ByAtomicNumber.class,
                ByWorkItem.class,
                ByDpc.class,
                ByRequest.class
            })
    void what_was_handed_on_is_no_race_on_any_schedule(Class<? extends Story> type) {
        Exploration found = explore(type);
        assertThat(found.isProof()).as(found.headline()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {ByNothing.class, TooSoon.class, ByPlainFlag.class})
    void what_was_not_is_one(Class<? extends Story> type) {
        assertThat(explore(type).headline())
                .contains("unsynchronised conflicting access to HandOverTest.Extension.letter");
    }
}
