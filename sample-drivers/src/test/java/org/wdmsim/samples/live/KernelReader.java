package org.wdmsim.samples.live;

import java.util.concurrent.atomic.AtomicInteger;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DevicePointer;
import org.wdmsim.io.IoBuild;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;

/** A driver somewhere else that reads from toasters with IRPs of its own, and lets another thread cancel them. */
final class KernelReader {
    // underWay is guarded by lock: the canceller touches an IRP only while it stands there, and it is freed only
    // after it has been taken out.
    private final IoManager io;
    private final KSpinLock lock;
    private Irp underWay;

    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger completed = new AtomicInteger();
    final AtomicInteger completedTwice = new AtomicInteger();

    KernelReader(IoManager io) {
        this.io = io;
        this.lock = new KSpinLock(io.kernel(), "kernel reader");
    }

    /** Opens a toaster, reads once, lets it go; null when it cannot be opened. */
    NtStatus read(String name, byte[] toast) {
        var opened = io.deviceObjectPointer(name);
        if (!opened.isSuccess()) {
            return null;
        }
        NtStatus status = read(opened.value(), toast);
        opened.value().file().dereference();
        return status;
    }

    private NtStatus read(DevicePointer target, byte[] toast) {
        KEvent back = KEvent.notification(io.kernel(), "read is back");
        AtomicInteger times = new AtomicInteger();
        Irp irp = IoBuild.asynchronousFsdRequest(IrpMajor.IRP_MJ_READ, target.device(), toast, 0, null);
        irp.nextLocation().setFileObject(target.file());
        irp.setCompletionRoutine(
                (device, done, context) -> {
                    completed.incrementAndGet();
                    if (times.incrementAndGet() > 1) {
                        completedTwice.incrementAndGet();
                    }
                    back.set();
                    return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
                },
                null,
                true,
                true,
                true);
        put(irp);
        sent.incrementAndGet();
        target.device().call(irp);
        back.waitFor(KEvent.FOREVER);
        put(null);
        NtStatus status = irp.status();
        if (status.isSuccess()) {
            System.arraycopy(irp.systemBuffer(), 0, toast, 0, (int) irp.information());
        }
        irp.free();
        return status;
    }

    private void put(Irp irp) {
        Irql old = lock.acquire();
        underWay = irp;
        lock.release(old);
    }

    /** Cancels the read that is under way, if one is. */
    void cancel() {
        Irql old = lock.acquire();
        if (underWay != null) {
            underWay.cancel();
        }
        lock.release(old);
    }
}
