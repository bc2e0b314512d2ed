package org.wdmsim.sched;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;

/** The part of JDK 21's virtual threads that is used here, for bytecode of JDK 17. */
final class VirtualThreads {
    private VirtualThreads() {}

    /** Loaded only on a JDK that has virtual threads; fails to initialise elsewhere. */
    private static final class Factory {
        static final ThreadFactory THREADS = find();

        private static ThreadFactory find() {
            try {
                Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                MethodHandle ofVirtual = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
                MethodHandle factory = lookup.findVirtual(
                        Class.forName("java.lang.Thread$Builder"),
                        "factory",
                        MethodType.methodType(ThreadFactory.class));
                return (ThreadFactory) factory.invoke(ofVirtual.invoke());
            } catch (Throwable t) {
                throw Rethrow.asItIs(t);
            }
        }
    }

    /** Whether a thread is virtual; on an older JDK none is. */
    private static final class IsVirtual {
        static final MethodHandle IS_VIRTUAL = find();

        private static MethodHandle find() {
            MethodType type = MethodType.methodType(boolean.class);
            try {
                return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", type);
            } catch (ReflectiveOperationException e) {
                return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Thread.class);
            }
        }
    }

    /** Makes virtual threads on the JDK's own scheduler. */
    static ThreadFactory factory() {
        return Factory.THREADS;
    }

    static boolean isCurrentThreadVirtual() {
        try {
            return (boolean) IsVirtual.IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable t) {
            throw Rethrow.asItIs(t);
        }
    }
}
