package org.wdmsim.ke;

import java.util.function.BooleanSupplier;
import org.wdmsim.base.Touch;

/**
 * What a thread of the system waits for while it has nothing to do: signalled as long as there is work. For the one thread
 * that takes the work; a wait takes nothing itself.
 *
 * <p>Whoever adds work says that he changes {@link #WORK}, and calls {@link #added}.
 */
public final class WorkSignal extends DispatcherObject {
    /** The part of this object that stands for the work. */
    public static final int WORK = 3;

    private final String name;
    private final BooleanSupplier isThereWork;

    /**
     * A signal for one thread.
     *
     * @param isThereWork asked under the dispatcher lock
     */
    public WorkSignal(Kernel kernel, String name, BooleanSupplier isThereWork) {
        super(kernel);
        this.name = name;
        this.isThereWork = isThereWork;
    }

    /** Work was added. Called under the dispatcher lock. */
    public void added() {
        wakeWaitersSaid();
    }

    @Override
    protected boolean isSignalledFor(KThread waiter) {
        return isThereWork.getAsBoolean();
    }

    @Override
    protected void satisfy(KThread waiter) {
        // He takes the work himself.
    }

    // Nobody else takes work, so to have waited before it came is as good as to come later and find it.

    @Override
    void saysWait(long timeoutTicks) {
        // It changes nothing.
    }

    @Override
    void saysPassed() {
        touch(WORK, Touch.READ);
    }

    @Override
    void saysBlocked() {
        touch(WORK, Touch.AWAIT);
    }

    @Override
    boolean hasSaidWaits(Wait wait) {
        return true;
    }

    @Override
    public String objectName() {
        return name;
    }
}
