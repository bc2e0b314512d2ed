package org.wdmsim.verifier;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.wdmsim.base.StepKind;
import org.wdmsim.ex.EResource;
import org.wdmsim.ex.ExStep;
import org.wdmsim.ex.FastMutex;
import org.wdmsim.ex.InterlockedList;
import org.wdmsim.ex.RundownProtection;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.KeStep;
import org.wdmsim.ke.Kernel;
import org.wdmsim.trace.TraceEvent;

/** Fast mutexes, ERESOURCE, rundown protection and interlocked lists: what Driver Verifier says, and rules of our own. */
final class ExLockChecks {
    private static final Set<ExStep> OF_LOCKS = locks();

    private final Kernel kernel;
    private final Set<FastMutex> mutexes = new LinkedHashSet<>();

    ExLockChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    private static Set<ExStep> locks() {
        Set<ExStep> steps = EnumSet.range(ExStep.EX_ACQUIRE_FAST_MUTEX, ExStep.EX_RUNDOWN_COMPLETED);
        steps.addAll(EnumSet.range(ExStep.EX_INTERLOCKED_INSERT_HEAD_LIST, ExStep.EX_QUERY_DEPTH_SLIST));
        return steps;
    }

    static boolean looksAt(StepKind kind) {
        return OF_LOCKS.contains(kind) || kind == KeStep.THREAD_ENDS;
    }

    void before(TraceEvent event) {
        if (event.kind() == KeStep.THREAD_ENDS) {
            mustHoldNoMutex(event);
        } else if (event.kind() instanceof ExStep) {
            if (event.subject() instanceof FastMutex mutex) {
                check(event, mutex);
            } else if (event.subject() instanceof EResource resource) {
                check(event, resource);
            } else if (event.subject() instanceof RundownProtection rundown) {
                check(event, rundown);
            } else if (event.subject() instanceof InterlockedList<?> list) {
                check(event, list);
            }
        }
    }

    // ---- Fast mutexes.

    private void check(TraceEvent event, FastMutex mutex) {
        mutexes.add(mutex);
        switch ((ExStep) event.kind()) {
            case EX_ACQUIRE_FAST_MUTEX -> mustNotOwn(event, mutex);
            case EX_ACQUIRE_FAST_MUTEX_UNSAFE -> {
                mustHaveApcsDisabled(event, 0x39);
                mustNotOwn(event, mutex);
            }
            case EX_RELEASE_FAST_MUTEX -> mustOwn(event, mutex);
            case EX_RELEASE_FAST_MUTEX_UNSAFE -> {
                mustHaveApcsDisabled(event, 0x3A);
                mustOwn(event, mutex);
            }
            default -> {
                // ExTryToAcquireFastMutex answers FALSE to its owner.
            }
        }
    }

    private void mustNotOwn(TraceEvent event, FastMutex mutex) {
        if (mutex.owner() != null && mutex.owner() == kernel.currentThread()) {
            throw violation("fast mutex acquired twice", 0x1000, mutex)
                    .what(event.kind().title() + " on " + mutex.objectName()
                            + ", which this thread holds; it would wait for" + " itself")
                    .fact("holders", String.join("; ", mutex.whoHolds()))
                    .todo("release the mutex before calling a routine that takes it again")
                    .about(mutex)
                    .stop();
        }
    }

    private void mustOwn(TraceEvent event, FastMutex mutex) {
        KThread owner = mutex.owner();
        if (owner == null) {
            throw violation("fast mutex released that nobody holds", 0x1007, mutex)
                    .what(event.kind().title() + " on " + mutex.objectName() + ", which nobody holds")
                    .todo("release a mutex once for each acquire")
                    .about(mutex)
                    .stop();
        }
        if (owner != kernel.currentThread()) {
            throw violation("fast mutex released by another thread", 0x1004, mutex, owner, kernel.currentThread())
                    .what(event.kind().title() + " on " + mutex.objectName() + " by thread \"" + event.thread() + "\"")
                    .fact("holders", String.join("; ", mutex.whoHolds()))
                    .todo("release a mutex in the thread that acquired it")
                    .about(mutex)
                    .stop();
        }
    }

    private void mustHoldNoMutex(TraceEvent event) {
        KThread ending = kernel.currentThread();
        for (FastMutex mutex : mutexes) {
            if (mutex.owner() != null && mutex.owner() == ending) {
                throw violation("thread ended with a fast mutex", 0x100A, ending, mutex)
                        .what("thread \"" + event.thread() + "\" has ended and still holds " + mutex.objectName())
                        .fact("holders", String.join("; ", mutex.whoHolds()))
                        .todo("release the mutex on every way out of the routine")
                        .about(mutex)
                        .stop();
            }
        }
    }

    private void mustHaveApcsDisabled(TraceEvent event, int rule) {
        if (kernel.currentThread() == null || kernel.currentThread().apcs().keepsApcsAway()) {
            return;
        }
        throw violation(
                        event.kind().title() + " with APCs enabled",
                        rule,
                        event.irql().level(),
                        0,
                        event.subject())
                .what(event.kind().title() + " on " + event.subjectName() + " at " + event.irql()
                        + " and outside of a critical region: the thread may be suspended while it holds the lock")
                .todo("call KeEnterCriticalRegion before and KeLeaveCriticalRegion after")
                .about(event.subject())
                .stop();
    }

    // ---- ERESOURCE.

    private void check(TraceEvent event, EResource resource) {
        mustNotBeDeleted(event, resource);
        switch ((ExStep) event.kind()) {
            case EX_ACQUIRE_RESOURCE_EXCLUSIVE_LITE -> {
                mustHaveApcsDisabled(event, 0x37);
                mustNotWaitForItself(event, resource);
            }
            case EX_ACQUIRE_RESOURCE_SHARED_LITE,
                    EX_ACQUIRE_SHARED_STARVE_EXCLUSIVE,
                    EX_ACQUIRE_SHARED_WAIT_FOR_EXCLUSIVE -> mustHaveApcsDisabled(event, 0x37);
            case EX_RELEASE_RESOURCE_LITE -> mustHaveApcsDisabled(event, 0x38);
            case EX_CONVERT_EXCLUSIVE_TO_SHARED_LITE -> mustBeExclusive(resource);
            case EX_DELETE_RESOURCE_LITE, EX_REINITIALIZE_RESOURCE_LITE -> mustBeFree(event, resource);
            default -> {
                // Questions.
            }
        }
    }

    private void mustNotBeDeleted(TraceEvent event, EResource resource) {
        if (resource.isDeleted()) {
            throw violation("resource used after its deletion", OwnRules.RESOURCE_LIFE, resource)
                    .what(event.kind().title() + " on " + resource.objectName() + ", which was deleted")
                    .todo("delete a resource when nobody uses it any more")
                    .about(resource)
                    .stop();
        }
    }

    private void mustNotWaitForItself(TraceEvent event, EResource resource) {
        boolean waits = Boolean.TRUE.equals(event.first());
        if (waits && !resource.isExclusive() && resource.isHeldBy(kernel.currentThread())) {
            throw violation("exclusive access wanted by a reader", 0x1000, resource)
                    .what("ExAcquireResourceExclusiveLite on " + resource.objectName()
                            + ", which this thread has for shared access; it would wait for itself")
                    .fact("holders", String.join("; ", resource.holders()))
                    .todo("release the shared access first; nothing makes a reader a writer")
                    .about(resource)
                    .stop();
        }
    }

    private void mustBeExclusive(EResource resource) {
        if (!resource.isExclusive() || !resource.isHeldBy(kernel.currentThread())) {
            throw violation("resource converted by a stranger", OwnRules.RESOURCE_CONVERTED_BY_STRANGER, resource)
                    .what("ExConvertExclusiveToSharedLite on " + resource.objectName()
                            + " by a thread without exclusive access")
                    .todo("convert only what ExAcquireResourceExclusiveLite has given to this thread")
                    .about(resource)
                    .stop();
        }
    }

    private void mustBeFree(TraceEvent event, EResource resource) {
        if (!resource.isFree()) {
            throw violation("resource still in use", OwnRules.RESOURCE_LIFE, resource)
                    .what(event.kind().title() + " on " + resource.objectName() + ", which is held")
                    .fact("holders", String.join("; ", resource.holders()))
                    .todo("wait until everybody has released the resource")
                    .about(resource)
                    .stop();
        }
    }

    // ---- Rundown protection.

    private void check(TraceEvent event, RundownProtection rundown) {
        switch ((ExStep) event.kind()) {
            case EX_RELEASE_RUNDOWN_PROTECTION -> mustHave(event, rundown, 1);
            case EX_RELEASE_RUNDOWN_PROTECTION_EX -> mustHave(event, rundown, (Integer) event.first());
            case EX_WAIT_FOR_RUNDOWN_PROTECTION_RELEASE ->
                must(!rundown.isWaitedFor(), event, rundown, ", for which another thread waits already");
            case EX_REINITIALIZE_RUNDOWN_PROTECTION, EX_RUNDOWN_COMPLETED ->
                must(rundown.isRunDown(), event, rundown, ", which is not run down");
            default -> {
                // To acquire is never wrong.
            }
        }
    }

    private void mustHave(TraceEvent event, RundownProtection rundown, int times) {
        if (rundown.count() < times) {
            throw violation("rundown protection released too often", OwnRules.RUNDOWN_UNDERFLOW, rundown)
                    .what(event.kind().title() + " on " + rundown.objectName() + ", which is held " + rundown.count()
                            + " times")
                    .todo("release once for each acquire that answered TRUE")
                    .about(rundown)
                    .stop();
        }
    }

    private void must(boolean isSo, TraceEvent event, RundownProtection rundown, String otherwise) {
        if (!isSo) {
            throw violation("rundown protection used in a wrong order", OwnRules.RUNDOWN_ORDER, rundown)
                    .what(event.kind().title() + " on " + rundown.objectName() + otherwise)
                    .todo("run down once: ExWaitForRundownProtectionRelease, then ExRundownCompleted or"
                            + " ExReInitializeRundownProtection, in one thread")
                    .about(rundown)
                    .stop();
        }
    }

    // ---- Lists.

    private void check(TraceEvent event, InterlockedList<?> list) {
        if (list.lock() != null && event.second() != null && list.lock() != event.second()) {
            throw violation("list used with two spin locks", OwnRules.LIST_WITH_TWO_LOCKS, list)
                    .what(event.kind().title() + " on " + list.objectName() + " with " + TraceEvent.text(event.second())
                            + ", but it was used with " + list.lock().objectName() + " before")
                    .todo("give the same spin lock at every call")
                    .about(list)
                    .stop();
        }
    }

    private Violation violation(String title, Object... parameters) {
        return Violation.of(kernel, title, parameters);
    }
}
