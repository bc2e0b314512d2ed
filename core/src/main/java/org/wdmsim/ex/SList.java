package org.wdmsim.ex;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * SLIST_HEADER: a stack of entries that several processors push and pop without a lock. Last in, first out.
 *
 * @param <T> what is in the list
 * @source learn.microsoft.com, "Singly and Doubly Linked Lists"
 */
public final class SList<T> implements KernelObject {
    private final Kernel kernel;
    private final String name;

    // Under the dispatcher lock.
    private final Deque<T> entries = new ArrayDeque<>();

    /** ExInitializeSListHead: an empty list. */
    public SList(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /**
     * ExInterlockedPushEntrySList: puts an entry first.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the entry that was first, or null when the list was empty
     * @bugcheck 0x139, 3 when the entry is in the list already
     * @differs the spin lock of the WDK's signature is not used there either; the entry in the list twice is found at once
     * @source learn.microsoft.com, nf-wdm-exinterlockedpushentryslist
     */
    public T push(T entry) {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_PUSH_ENTRY_SLIST, this, entry, null);
        kernel.lock();
        try {
            mustNotContain(entry);
            T first = entries.peek();
            entries.push(entry);
            return kernel.answer(event, first);
        } finally {
            kernel.unlock();
        }
    }

    private void mustNotContain(T entry) {
        for (T present : entries) {
            if (present == entry) {
                throw kernel.bugCheck(BugCheck.of(BugCheckCode.KERNEL_SECURITY_CHECK_FAILURE, "list entry corrupted")
                        .parameters(3, TraceEvent.text(entry))
                        .what(TraceEvent.text(entry) + " is pushed onto " + name + ", in which it is already")
                        .todo("pop an entry before it is pushed again")
                        .about(this)
                        .build());
            }
        }
    }

    /**
     * ExInterlockedPopEntrySList: takes the first entry out.
     *
     * @irql at most DISPATCH_LEVEL
     * @return null when the list is empty
     * @source learn.microsoft.com, nf-wdm-exinterlockedpopentryslist
     */
    public T pop() {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_POP_ENTRY_SLIST, this, null, null);
        kernel.lock();
        try {
            return kernel.answer(event, entries.poll());
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExInterlockedFlushSList: takes all entries out.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the entries, last pushed first; empty when there was none
     * @source learn.microsoft.com, nf-wdm-exinterlockedflushslist
     */
    public List<T> flush() {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_FLUSH_SLIST, this, null, null);
        kernel.lock();
        try {
            List<T> all = new ArrayList<>(entries);
            entries.clear();
            kernel.answer(event, all.size());
            return all;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ExQueryDepthSList: how many entries there are at the moment.
     *
     * @irql at most DISPATCH_LEVEL
     * @source learn.microsoft.com, nf-wdm-exquerydepthslist
     */
    public int depth() {
        TraceEvent event = kernel.step(ExStep.EX_QUERY_DEPTH_SLIST, this, null, null);
        kernel.lock();
        try {
            return kernel.answer(event, entries.size());
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
        return name + " " + entries;
    }
}
