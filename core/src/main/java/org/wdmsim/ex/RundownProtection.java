package org.wdmsim.ex;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * EX_RUNDOWN_REF: lets the owner of a shared object wait until everybody has stopped using it, and refuses newcomers
 * meanwhile and afterwards.
 *
 * <p>Life: initialised → acquired and released → being run down → run down → (re-initialised for a new object, and so on).
 *
 * <pre>{@code
 * if (rundown.acquire()) {          // a user
 *     ... the object is there ...
 *     rundown.release();
 * }
 * rundown.waitForRelease();         // the owner: nobody is inside any more, and nobody comes in
 * rundown.reinitialize();           // the owner: a new object is there
 * }</pre>
 *
 * <p>It is a cousin of the remove lock ({@code IO_REMOVE_LOCK}), and differs:
 *
 * <ul>
 *   <li>It has no tags. A release by somebody who holds nothing takes away somebody else's protection and nobody sees it;
 *       the remove lock's verifier would say 0xC4, 0xD5. Driver Verifier knows no rule about rundown protection.
 *   <li>It can be used again: {@link #reinitialize}. A remove lock is initialised once in the life of its device (0xC4,
 *       0xD7).
 *   <li>The waiter holds no protection of its own. Whoever calls {@link #waitForRelease} while holding some waits for
 *       ever; {@code IoReleaseRemoveLockAndWait} gives up the caller's own share first.
 *   <li>It answers true or false, not a status, and waits at up to APC_LEVEL, not only at PASSIVE_LEVEL.
 *   <li>It belongs to no device. Nobody ties it to IRP_MN_REMOVE_DEVICE; for a device object use the remove lock.
 * </ul>
 *
 * @differs who holds protection is kept for reports, which Windows does not do
 * @source learn.microsoft.com, "Run-Down Protection"
 */
public final class RundownProtection implements KernelObject {
    // Under the dispatcher lock. count is how often protection was acquired and not released; rundown is the
    // lowest bit of the structure in Windows. An acquirer is counted only while rundown is not set, and the
    // waiter sets it before it looks at the count, so the count can only fall once the waiter waits. A release
    // too many makes it negative, where Windows has a very large count: either way it is not 0 and the wait does
    // not end.
    private final Kernel kernel;
    private final String name;
    private int count;
    private boolean rundown;
    private KEvent drained;
    private int waiters;

    // For reports; not kept while nobody listens.
    private final List<Holder> holders = new ArrayList<>();

    private record Holder(KThread thread, int count, int step, String site) {
        String describe() {
            return (count == 1 ? "" : count + " times by ") + "thread \"" + thread.objectName() + "\", since step "
                    + step + (site.isEmpty() ? "" : ", " + site);
        }
    }

    /** ExInitializeRundownProtection: protection of an object that is there. */
    public RundownProtection(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /**
     * ExAcquireRundownProtection: takes protection, so that the object stays.
     *
     * @irql at most DISPATCH_LEVEL
     * @return true when the object stays until {@link #release}; false when it is going or gone: do not touch it
     * @source learn.microsoft.com, nf-wdm-exacquirerundownprotection
     */
    public boolean acquire() {
        TraceEvent event = kernel.step(ExStep.EX_ACQUIRE_RUNDOWN_PROTECTION, this, null, null);
        return kernel.answer(event, add(1));
    }

    /**
     * ExAcquireRundownProtectionEx: the same several times at once, all or nothing.
     *
     * @irql at most DISPATCH_LEVEL
     * @param times 1 or more
     * @source learn.microsoft.com, nf-wdm-exacquirerundownprotectionex
     */
    public boolean acquire(int times) {
        mustBePositive(times);
        TraceEvent event = kernel.step(ExStep.EX_ACQUIRE_RUNDOWN_PROTECTION_EX, this, times, null);
        return kernel.answer(event, add(times));
    }

    private boolean add(int times) {
        kernel.lock();
        try {
            if (rundown) {
                return false;
            }
            count += times;
            if (!kernel.isQuiet()) {
                holders.add(new Holder(kernel.currentThread(), times, kernel.steps(), kernel.callSite()));
            }
            return true;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExReleaseRundownProtection: gives protection up; the last one lets the owner go on.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck 0xC4 with a rule of our own when nobody holds protection (verifier); Windows says nothing, and the next
     *     wait never ends
     * @source learn.microsoft.com, nf-wdm-exreleaserundownprotection
     */
    public void release() {
        kernel.step(ExStep.EX_RELEASE_RUNDOWN_PROTECTION, this, null, null);
        subtract(1);
    }

    /**
     * ExReleaseRundownProtectionEx: the same several times at once.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck as {@link #release()}
     * @source learn.microsoft.com, nf-wdm-exreleaserundownprotectionex
     */
    public void release(int times) {
        mustBePositive(times);
        kernel.step(ExStep.EX_RELEASE_RUNDOWN_PROTECTION_EX, this, times, null);
        subtract(times);
    }

    private void subtract(int times) {
        kernel.lock();
        try {
            count -= times;
            forget(times);
            if (count == 0 && rundown) {
                drained.setNow();
            }
        } finally {
            kernel.unlock();
        }
    }

    /** Nobody knows whose protection a release gives up: the releaser's own, as far as it has some, else the oldest. */
    private void forget(int times) {
        int left = times;
        while (left > 0 && !holders.isEmpty()) {
            int index = Math.max(0, lastOf(kernel.currentThread()));
            Holder holder = holders.get(index);
            int taken = Math.min(left, holder.count());
            left -= taken;
            if (taken == holder.count()) {
                holders.remove(index);
            } else {
                holders.set(index, new Holder(holder.thread(), holder.count() - taken, holder.step(), holder.site()));
            }
        }
    }

    private int lastOf(KThread thread) {
        for (int i = holders.size() - 1; i >= 0; i--) {
            if (holders.get(i).thread() == thread) {
                return i;
            }
        }
        return -1;
    }

    /**
     * ExWaitForRundownProtectionRelease: refuses new protection and waits until all of it was released. Returns at once
     * when the object is run down already. The caller must hold none itself.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when another thread waits already (verifier)
     * @source learn.microsoft.com, nf-wdm-exwaitforrundownprotectionrelease
     */
    public void waitForRelease() {
        TraceEvent event = kernel.step(ExStep.EX_WAIT_FOR_RUNDOWN_PROTECTION_RELEASE, this, null, null);
        kernel.lock();
        try {
            rundown = true;
            if (drained == null) {
                drained = KEvent.notification(kernel, "rundown of " + name);
                drained.explainedBy(this::explainWait);
            }
            if (count != 0) {
                waiters++;
                drained.waitWithin();
                waiters--;
            }
        } finally {
            kernel.unlock();
        }
        kernel.answer(event, "run down");
    }

    /**
     * ExReInitializeRundownProtection: protects a new object with the same structure.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when the last object was not run down (verifier)
     * @source learn.microsoft.com, nf-wdm-exreinitializerundownprotection
     */
    public void reinitialize() {
        kernel.step(ExStep.EX_REINITIALIZE_RUNDOWN_PROTECTION, this, null, null);
        kernel.lock();
        try {
            startAnew(false);
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExRundownCompleted: says that the object was run down. Call it after {@link #waitForRelease}.
     *
     * @irql at most APC_LEVEL
     * @bugcheck 0xC4 with a rule of our own when the object was not run down (verifier)
     * @source learn.microsoft.com, nf-wdm-exrundowncompleted
     */
    public void rundownCompleted() {
        kernel.step(ExStep.EX_RUNDOWN_COMPLETED, this, null, null);
        kernel.lock();
        try {
            startAnew(true);
        } finally {
            kernel.unlock();
        }
    }

    private void startAnew(boolean isRundown) {
        rundown = isRundown;
        count = 0;
        drained = null;
        holders.clear();
    }

    private static void mustBePositive(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("rundown protection " + times + " times; give 1 or more");
        }
    }

    private List<String> explainWait() {
        List<String> lines = new ArrayList<>();
        for (Holder holder : holders) {
            lines.add("rundown protection of " + name + ": " + holder.describe());
        }
        if (count < 0) {
            lines.add("count of " + name + " is " + count + ": it was released more often than it was acquired");
        }
        return lines;
    }

    // ---- Looking.

    /** How often protection was acquired and not released. */
    public int count() {
        return count;
    }

    /** True from the moment the owner waits until it is re-initialised: acquire answers false. */
    public boolean refuses() {
        return rundown;
    }

    /** True when the owner need not wait any more: it is run down and nobody holds protection. */
    public boolean isRunDown() {
        return rundown && count == 0;
    }

    /** True while a thread waits for the last release. */
    public boolean isWaitedFor() {
        return waiters > 0;
    }

    /** Who holds protection, one to a line, as far as it can be told. */
    public List<String> holders() {
        List<String> lines = new ArrayList<>();
        for (Holder holder : holders) {
            lines.add(holder.describe());
        }
        return lines;
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " [" + count + " times held" + (rundown ? ", run down" : "") + "]";
    }
}
