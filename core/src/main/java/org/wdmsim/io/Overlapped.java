package org.wdmsim.io;

import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;

/** OVERLAPPED: a program's request that is under way. */
public final class Overlapped {
    final UserProcess process;
    final UserProcess.Handle handle;
    final KThread thread;
    final IoStatusBlock block = new IoStatusBlock();
    DeviceObject top;
    Irp irp;
    KEvent event;

    // Touched by the thread that made the request.
    private boolean reaped;

    Overlapped(UserProcess process, UserProcess.Handle handle, KThread thread) {
        this.process = process;
        this.handle = handle;
        this.thread = thread;
    }

    /** True once the request has ended. */
    public boolean isDone() {
        return event == null || event.isSignalled();
    }

    /** How it ended, or that it has not. */
    public IoStatusBlock result() {
        isDone(); // which says that it was looked at
        return block;
    }

    /**
     * GetOverlappedResult: waits for the end.
     *
     * @return how the request ended
     */
    public IoStatusBlock await() {
        if (!isDone()) {
            event.waitFor(KEvent.FOREVER);
        }
        reap();
        return block;
    }

    /** What the requester's thread does at the end of a request: the file object is referenced no longer. */
    void reap() {
        if (irp == null || reaped || process.currentThread() != thread) {
            return;
        }
        reaped = true;
        process.ended(this);
        irp.releaseFile();
    }
}
