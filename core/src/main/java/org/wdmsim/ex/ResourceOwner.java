package org.wdmsim.ex;

import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/** OWNER_ENTRY: a thread that has a resource, or waits for it, and how often. Under the dispatcher lock. */
final class ResourceOwner {
    private final KThread thread;
    private final String site;
    private int step;
    private int count = 1;

    private ResourceOwner(KThread thread, int step, String site) {
        this.thread = thread;
        this.step = step;
        this.site = site;
    }

    /** The calling thread. */
    static ResourceOwner now(Kernel kernel) {
        return new ResourceOwner(kernel.currentThread(), kernel.steps(), kernel.isQuiet() ? "" : kernel.callSite());
    }

    /** The wait is over. */
    ResourceOwner granted(Kernel kernel) {
        step = kernel.steps();
        return this;
    }

    KThread thread() {
        return thread;
    }

    int count() {
        return count;
    }

    void again() {
        count++;
    }

    /** Gives it up once; true when that was the last time. */
    boolean once() {
        return --count == 0;
    }

    String describe() {
        return "thread \"" + thread.objectName() + "\"" + (count == 1 ? "" : " " + count + " times") + ", since step "
                + step + (site.isEmpty() ? "" : ", " + site);
    }
}
