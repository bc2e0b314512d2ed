package org.wdmsim.samples.live;

import static org.wdmsim.samples.toaster.ToasterBus.GUID_DEVINTERFACE_BUSENUM_TOASTER;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_PLUGIN_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterBus.IOCTL_BUSENUM_UNPLUG_HARDWARE;
import static org.wdmsim.samples.toaster.ToasterFunction.GUID_DEVINTERFACE_TOASTER;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.Overlapped;
import org.wdmsim.io.SystemPowerState;
import org.wdmsim.io.UserProcess;
import org.wdmsim.ke.KEvent;
import org.wdmsim.machine.Machine;
import org.wdmsim.pnp.PnpManager;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.install.DeviceIds;
import org.wdmsim.pnp.scenario.Lab;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.pnp.tree.Devnode;
import org.wdmsim.samples.toaster.ToasterLab;

/**
 * The real four-layer toaster stack on host threads: a hand that plugs in, removes and pulls out, programs and a driver that
 * read, a baker that writes, and a canceller. It keeps the books.
 */
final class ToasterStress {
    private static final long MILLISECOND = 10_000;
    private static final int SERIALS = 100;

    final Machine machine;
    final PnpManager pnp;
    final KernelReader kernelReader;

    // The books.
    final AtomicInteger readsSent = new AtomicInteger();
    final AtomicInteger readsEnded = new AtomicInteger();
    final AtomicInteger plugged = new AtomicInteger();
    final AtomicInteger removed = new AtomicInteger();
    final Map<NtStatus, AtomicInteger> ends = new ConcurrentHashMap<>();
    final Queue<Integer> baked = new ConcurrentLinkedQueue<>();
    final Queue<Integer> eaten = new ConcurrentLinkedQueue<>();

    private final int cycles;
    private final KEvent ready;
    private final KEvent used;
    private final AtomicInteger loaves = new AtomicInteger();
    private volatile String link = "";
    private volatile boolean finished;

    ToasterStress(Machine machine, Lab lab, int cycles) {
        this.machine = machine;
        this.cycles = cycles;
        this.pnp = PnpManager.install(machine, lab.store().get(), lab.images());
        this.kernelReader = new KernelReader(machine.io());
        this.ready = KEvent.notification(machine.kernel(), "a toaster is there");
        this.used = KEvent.synchronization(machine.kernel(), "a read has ended");
    }

    ToasterStress withReaders(int count) {
        machine.thread("hand", this::hand);
        machine.thread("baker", this::bake);
        machine.thread("driver", this::readFromKernel);
        machine.thread("driver's canceller", () -> whileThereAreToasters(kernelReader::cancel));
        for (int i = 0; i < count; i++) {
            addReader();
        }
        return this;
    }

    ToasterStress withSleeper() {
        machine.thread(
                "sleeper",
                () -> whileThereAreToasters(() -> {
                    pause(5 * MILLISECOND);
                    if (machine.power()
                            .sleep(SystemPowerState.POWER_SYSTEM_SLEEPING3)
                            .isSuccess()) {
                        machine.power().wake();
                    }
                }));
        return this;
    }

    // ---- The hand.

    private void hand() {
        pnp.waitUntilIdle();
        RootBus.Slot slot = pnp.plugIn(DeviceIds.of("root\\toasterbus"));
        pnp.waitUntilIdle();
        for (int cycle = 0; cycle < cycles; cycle++) {
            int serial = 1 + cycle % SERIALS;
            tellBus(IOCTL_BUSENUM_PLUGIN_HARDWARE, serial);
            pnp.waitUntilIdle();
            plugged.incrementAndGet();
            link = Stage.interfaceName(ToasterLab.toaster(serial), GUID_DEVINTERFACE_TOASTER);
            ready.set();
            for (int reads = 0; reads < cycle % 4; reads++) {
                used.waitFor(5 * MILLISECOND);
            }
            ready.clear();
            Devnode node = pnp.find(ToasterLab.toaster(serial));
            if (cycle % 3 == 0
                    && node != null
                    && pnp.remove(node, RemovalReason.REMOVE).isRemoved()) {
                removed.incrementAndGet();
            }
            tellBus(IOCTL_BUSENUM_UNPLUG_HARDWARE, serial);
        }
        finished = true;
        ready.set();
        pnp.waitUntilIdle();
        pnp.pullOut(slot);
        pnp.waitUntilIdle();
    }

    /** Plugs one toaster in, lets somebody use it, and pulls everything out. */
    void withOneToaster(IntConsumer user) {
        pnp.waitUntilIdle();
        RootBus.Slot slot = pnp.plugIn(DeviceIds.of("root\\toasterbus"));
        pnp.waitUntilIdle();
        tellBus(IOCTL_BUSENUM_PLUGIN_HARDWARE, 1);
        pnp.waitUntilIdle();
        user.accept(1);
        pnp.pullOut(slot);
        pnp.waitUntilIdle();
    }

    private void tellBus(int code, int serial) {
        UserProcess program = new UserProcess(machine.io());
        NtResult<UserProcess.Handle> bus =
                program.createFile(Stage.interfaceName(ToasterLab.BUS, GUID_DEVINTERFACE_BUSENUM_TOASTER));
        if (!bus.isSuccess()) {
            throw new AssertionError("the toaster bus does not open: " + bus.status());
        }
        program.deviceIoControl(bus.value(), code, new byte[] {(byte) serial}, new byte[0]);
        program.closeHandle(bus.value());
    }

    private void whileThereAreToasters(Runnable act) {
        while (!finished) {
            ready.waitFor(KEvent.FOREVER);
            act.run();
        }
    }

    private void pause(long ticks) {
        machine.kernel().currentThread().delay(ticks);
    }

    // ---- Those who read and write.

    private void addReader() {
        UserProcess program = new UserProcess(machine.io());
        machine.thread("reader", () -> whileThereAreToasters(() -> readTwice(program)));
        machine.thread(
                "canceller", () -> whileThereAreToasters(() -> program.handles().forEach(program::cancelIo)));
    }

    /** Two reads at a time, one program, one handle. */
    private void readTwice(UserProcess program) {
        NtResult<UserProcess.Handle> toaster = program.createFile(link);
        if (!toaster.isSuccess()) {
            return;
        }
        byte[][] toasts = new byte[2][4];
        Overlapped[] reads = new Overlapped[2];
        for (int i = 0; i < 2; i++) {
            readsSent.incrementAndGet();
            reads[i] = program.readFileOverlapped(toaster.value(), toasts[i]);
        }
        for (int i = 0; i < 2; i++) {
            readEnded(reads[i].await().status(), toasts[i]);
        }
        program.closeHandle(toaster.value());
    }

    private void readFromKernel() {
        whileThereAreToasters(() -> {
            byte[] toast = new byte[4];
            NtStatus status = kernelReader.read(link, toast);
            if (status != null) {
                readsSent.incrementAndGet();
                readEnded(status, toast);
            }
        });
    }

    private void readEnded(NtStatus status, byte[] toast) {
        readsEnded.incrementAndGet();
        ends.computeIfAbsent(status, first -> new AtomicInteger()).incrementAndGet();
        if (status.isSuccess()) {
            eaten.add(java.nio.ByteBuffer.wrap(toast).getInt());
        }
        used.set();
    }

    /** Each loaf has a number, so that none is eaten twice. */
    private void bake() {
        UserProcess program = new UserProcess(machine.io());
        whileThereAreToasters(() -> {
            NtResult<UserProcess.Handle> toaster = program.createFile(link);
            if (toaster.isSuccess()) {
                for (int i = 0; i < 3; i++) {
                    int loaf = loaves.incrementAndGet();
                    baked.add(loaf);
                    program.writeFile(
                            toaster.value(),
                            java.nio.ByteBuffer.allocate(4).putInt(loaf).array());
                }
                program.closeHandle(toaster.value());
            }
        });
    }
}
