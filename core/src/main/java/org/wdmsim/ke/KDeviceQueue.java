package org.wdmsim.ke;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.KernelObject;
import org.wdmsim.trace.TraceEvent;

/**
 * KDEVICE_QUEUE: requests that wait while the device is busy with one.
 *
 * <p>Inserting into an idle queue makes it busy and does not queue: the caller starts the device. Removing from an empty
 * busy queue makes it idle.
 */
public final class KDeviceQueue implements KernelObject {
    // Under the dispatcher lock: entries is ordered by key where keys were given. Not busy means empty.
    private final Kernel kernel;
    private final String name;
    private final List<Entry> entries = new ArrayList<>();
    private boolean busy;

    private record Entry(Object value, int key) {}

    /**
     * KeInitializeDeviceQueue: an idle queue.
     *
     * @irql at most DISPATCH_LEVEL
     */
    public KDeviceQueue(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /**
     * KeInsertDeviceQueue: queues an entry at the end if the device is busy, and makes it busy otherwise.
     *
     * @irql DISPATCH_LEVEL
     * @return false when the device was idle: nothing was queued, and the caller starts the device with the entry
     */
    public boolean insert(Object entry) {
        TraceEvent event = kernel.step(KeStep.KE_INSERT_DEVICE_QUEUE, this, entry, null);
        return kernel.answer(event, insertNow(entry, Integer.MAX_VALUE));
    }

    /**
     * KeInsertByKeyDeviceQueue: as {@link #insert}, before the first entry with a greater key.
     *
     * @irql DISPATCH_LEVEL
     * @return false when the device was idle
     */
    public boolean insertByKey(Object entry, int key) {
        TraceEvent event = kernel.step(KeStep.KE_INSERT_BY_KEY_DEVICE_QUEUE, this, entry, key);
        return kernel.answer(event, insertNow(entry, key));
    }

    /** Inserts as part of another routine's step. */
    public boolean insertNow(Object entry, int key) {
        kernel.lock();
        try {
            if (!busy) {
                busy = true;
                return false;
            }
            int place = entries.size();
            while (place > 0 && entries.get(place - 1).key > key) {
                place--;
            }
            entries.add(place, new Entry(entry, key));
            return true;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * KeRemoveDeviceQueue: takes the first entry; an empty queue becomes idle.
     *
     * @irql DISPATCH_LEVEL
     * @return null when there was none
     */
    public Object remove() {
        TraceEvent event = kernel.step(KeStep.KE_REMOVE_DEVICE_QUEUE, this, null, null);
        return kernel.answer(event, removeNow());
    }

    /** Takes the first entry as part of another routine's step. */
    public Object removeNow() {
        return removeNow(Integer.MIN_VALUE);
    }

    /**
     * KeRemoveByKeyDeviceQueue: takes the first entry whose key is not less; the very first when there is none. An empty
     * queue becomes idle.
     *
     * @irql DISPATCH_LEVEL
     * @return null when the queue was empty
     */
    public Object removeByKey(int key) {
        TraceEvent event = kernel.step(KeStep.KE_REMOVE_BY_KEY_DEVICE_QUEUE, this, key, null);
        return kernel.answer(event, removeNow(key));
    }

    /** Takes by key as part of another routine's step. */
    public Object removeNow(int key) {
        kernel.lock();
        try {
            if (entries.isEmpty()) {
                busy = false;
                return null;
            }
            int place = 0;
            while (place < entries.size() && entries.get(place).key < key) {
                place++;
            }
            return entries.remove(place < entries.size() ? place : 0).value;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * KeRemoveEntryDeviceQueue: takes one entry out, wherever it is.
     *
     * @irql at most DISPATCH_LEVEL
     * @return false when it was not queued
     */
    public boolean removeEntry(Object entry) {
        TraceEvent event = kernel.step(KeStep.KE_REMOVE_ENTRY_DEVICE_QUEUE, this, entry, null);
        kernel.lock();
        try {
            return kernel.answer(event, entries.removeIf(queued -> queued.value == entry));
        } finally {
            kernel.unlock();
        }
    }

    /** True while the device has something to do. */
    public boolean isBusy() {
        return busy;
    }

    /** What waits, in order. */
    public List<Object> waiting() {
        kernel.lock();
        try {
            return entries.stream().map(Entry::value).toList();
        } finally {
            kernel.unlock();
        }
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return name + " [" + (busy ? "busy, " + entries.size() + " waiting" : "idle") + "]";
    }
}
