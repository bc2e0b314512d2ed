package org.wdmsim.ex;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/**
 * LIST_ENTRY as a list head, with the ExInterlocked routines: each takes the caller's spin lock for as long as it works.
 *
 * <pre>{@code
 * queue.insertTail(request, lock);
 * Request next = queue.removeHead(lock);        // null when the list is empty
 * }</pre>
 *
 * <p>Give the same spin lock at every call. Code that walks the list by itself takes that lock with KeAcquireSpinLock.
 *
 * @param <T> what is in the list
 * @source learn.microsoft.com, "Singly and Doubly Linked Lists"
 */
public final class InterlockedList<T> implements KernelObject {
    private final Kernel kernel;
    private final String name;

    // Changed by who holds the list's spin lock, or under the dispatcher lock while nobody does.
    private final Deque<T> entries = new ArrayDeque<>();
    private KSpinLock lock;

    /** InitializeListHead: an empty list. */
    public InterlockedList(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /**
     * ExInterlockedInsertHeadList: puts an entry first.
     *
     * @irql any
     * @param spinLock the list's; at DISPATCH_LEVEL at most when somebody takes it with KeAcquireSpinLock too
     * @return the entry that was first, or null when the list was empty
     * @bugcheck 0x139, 3 when the entry is in the list already; 0x0F when this processor holds the lock
     * @source learn.microsoft.com, nf-wdm-exinterlockedinsertheadlist
     */
    public T insertHead(T entry, KSpinLock spinLock) {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_INSERT_HEAD_LIST, this, entry, spinLock);
        return kernel.answer(event, locked(spinLock, () -> {
            mustNotContain(entry);
            T first = entries.peekFirst();
            entries.addFirst(entry);
            return first;
        }));
    }

    /**
     * ExInterlockedInsertTailList: puts an entry last.
     *
     * @irql any
     * @return the entry that was last, or null when the list was empty
     * @bugcheck as {@link #insertHead}
     * @source learn.microsoft.com, nf-wdm-exinterlockedinserttaillist
     */
    public T insertTail(T entry, KSpinLock spinLock) {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_INSERT_TAIL_LIST, this, entry, spinLock);
        return kernel.answer(event, locked(spinLock, () -> {
            mustNotContain(entry);
            T last = entries.peekLast();
            entries.addLast(entry);
            return last;
        }));
    }

    /**
     * ExInterlockedRemoveHeadList: takes the first entry out.
     *
     * @irql any
     * @return null when the list is empty
     * @bugcheck 0x0F when this processor holds the lock
     * @source learn.microsoft.com, nf-wdm-exinterlockedremoveheadlist
     */
    public T removeHead(KSpinLock spinLock) {
        TraceEvent event = kernel.step(ExStep.EX_INTERLOCKED_REMOVE_HEAD_LIST, this, null, spinLock);
        return kernel.answer(event, locked(spinLock, entries::pollFirst));
    }

    /** Nobody sees the lock taken for one step; only when somebody holds it must the step wait as KeAcquireSpinLock does. */
    private T locked(KSpinLock spinLock, Supplier<T> effect) {
        kernel.lock();
        try {
            lock = spinLock;
            if (spinLock.owner() == null) {
                return effect.get();
            }
        } finally {
            kernel.unlock();
        }
        Irql before = spinLock.acquire();
        T result = effect.get();
        spinLock.release(before);
        return result;
    }

    private void mustNotContain(T entry) {
        for (T present : entries) {
            if (present == entry) {
                throw kernel.bugCheck(BugCheck.of(BugCheckCode.KERNEL_SECURITY_CHECK_FAILURE, "list entry corrupted")
                        .parameters(3, TraceEvent.text(entry))
                        .what(TraceEvent.text(entry) + " is put into list " + name + ", in which it is already")
                        .todo("take an entry out of its list before it is put into one again")
                        .about(this)
                        .build());
            }
        }
    }

    /** The spin lock that was given last; null before the first call. */
    public KSpinLock lock() {
        return lock;
    }

    /** IsListEmpty, for code that holds the lock and for reports: no step. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many entries there are, for reports: no step. */
    public int size() {
        return entries.size();
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
