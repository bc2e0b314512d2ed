package org.wdmsim.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The part of {@code jdk.internal.vm.Continuation} that is used here, for bytecode of JDK 17. Fails to initialise where the
 * JDK has no continuations or does not export them to us.
 */
final class Continuations {
    // The handles are static and final, and every type in them is erased to what both sides can name: so each
    // invokeExact compiles to the bare call. The one scope is bound into them; a yield looks for the innermost
    // continuation of its scope, which is the body that runs, also when machines are nested.

    private static final MethodHandle CREATE;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle CURRENT;
    private static final MethodHandle STACK;

    static {
        try {
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Object scope = lookup.findConstructor(scopeType, MethodType.methodType(void.class, String.class))
                    .invoke("wdmsim");
            CREATE = MethodHandles.insertArguments(
                            lookup.findConstructor(
                                    continuation, MethodType.methodType(void.class, scopeType, Runnable.class)),
                            0,
                            scope)
                    .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class))
                    .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scopeType))
                    .bindTo(scope);
            CURRENT = lookup.findStatic(
                            continuation, "getCurrentContinuation", MethodType.methodType(continuation, scopeType))
                    .bindTo(scope)
                    .asType(MethodType.methodType(Object.class));
            STACK = lookup.findVirtual(continuation, "getStackTrace", MethodType.methodType(StackTraceElement[].class))
                    .asType(MethodType.methodType(StackTraceElement[].class, Object.class));
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }

    private Continuations() {}

    /** A continuation that has not begun. */
    static Object create(Runnable body) {
        try {
            return (Object) CREATE.invokeExact(body);
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }

    /** Runs it to its next yield or its end. */
    static void run(Object continuation) {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }

    /**
     * Stops the innermost continuation of ours on this thread.
     *
     * @throws IllegalStateException when it is pinned to the thread's stack
     */
    static boolean yield() {
        try {
            return (boolean) YIELD.invokeExact();
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }

    /** The innermost continuation of ours on this thread, or null. */
    static Object current() {
        try {
            return (Object) CURRENT.invokeExact();
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }

    /** Where a suspended continuation is. Not to be called while another thread may run it. */
    static StackTraceElement[] stackTrace(Object continuation) {
        try {
            return (StackTraceElement[]) STACK.invokeExact(continuation);
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }
}
