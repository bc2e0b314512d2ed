package org.wdmsim.ex;

import java.util.concurrent.atomic.AtomicInteger;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * A LONG that several threads change. The interlocked routines are one step each; a plain read and a plain write are two
 * steps, between which another processor may write.
 *
 * <pre>{@code
 * if (opens.increment() == 1) { ... the first open ... }
 * opens.write(opens.read() + 1);        // loses a count now and then
 * }</pre>
 *
 * @source learn.microsoft.com, nf-wdm-interlockedincrement and its relatives
 */
public final class InterlockedValue implements KernelObject {
    private final Kernel kernel;
    private final String name;
    private final AtomicInteger value;
    private final int touchId;

    /** A value that is called by this name in traces. */
    public InterlockedValue(Kernel kernel, String name, int initial) {
        this.kernel = kernel;
        this.name = name;
        this.value = new AtomicInteger(initial);
        this.touchId = kernel.newTouchId();
    }

    /**
     * InterlockedIncrement.
     *
     * @irql any
     * @return the new value
     */
    public int increment() {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_INCREMENT, this, null, null);
        return kernel.answer(event, value.incrementAndGet());
    }

    /**
     * InterlockedDecrement.
     *
     * @irql any
     * @return the new value
     */
    public int decrement() {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_DECREMENT, this, null, null);
        return kernel.answer(event, value.decrementAndGet());
    }

    /**
     * InterlockedAdd.
     *
     * @irql any
     * @return the new value
     */
    public int add(int amount) {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_ADD, this, amount, null);
        return kernel.answer(event, value.addAndGet(amount));
    }

    /**
     * InterlockedExchangeAdd.
     *
     * @irql any
     * @return the value before
     */
    public int exchangeAdd(int amount) {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_EXCHANGE_ADD, this, amount, null);
        return kernel.answer(event, value.getAndAdd(amount));
    }

    /**
     * InterlockedExchange.
     *
     * @irql any
     * @return the value before
     */
    public int exchange(int newValue) {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_EXCHANGE, this, newValue, null);
        return kernel.answer(event, value.getAndSet(newValue));
    }

    /**
     * InterlockedCompareExchange: writes {@code exchange} if the value is {@code comparand}.
     *
     * @irql any
     * @return the value before; equal to {@code comparand} exactly when it was changed
     */
    public int compareExchange(int exchange, int comparand) {
        TraceEvent event = kernel.step(ExStep.INTERLOCKED_COMPARE_EXCHANGE, this, exchange, comparand);
        return kernel.answer(event, value.compareAndExchange(comparand, exchange));
    }

    /** A plain read. */
    public int read() {
        TraceEvent event = kernel.step(ExStep.VALUE_READ, this, null, null);
        return kernel.answer(event, value.get());
    }

    /** A plain write. */
    public void write(int newValue) {
        kernel.step(ExStep.VALUE_WRITE, this, newValue, null);
        value.set(newValue);
    }

    @Override
    public int touchId() {
        return touchId;
    }

    /** The value, for reports: no step. */
    public int value() {
        return value.get();
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " = " + value;
    }
}
