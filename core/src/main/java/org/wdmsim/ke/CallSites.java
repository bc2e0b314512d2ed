package org.wdmsim.ke;

import java.util.List;
import java.util.Set;

/** Tells a driver's frames from the simulator's own, and finds the driver's line. */
public final class CallSites {
    private static final Set<String> OWN_PACKAGES = Set.of(
            "org.wdmsim.base",
            "org.wdmsim.trace",
            "org.wdmsim.sched",
            "org.wdmsim.ke",
            "org.wdmsim.ex",
            "org.wdmsim.ob",
            "org.wdmsim.io",
            "org.wdmsim.po",
            "org.wdmsim.verifier",
            "org.wdmsim.machine",
            "org.wdmsim.memory",
            "org.wdmsim.pnp",
            "org.wdmsim.pnp.install",
            "org.wdmsim.pnp.removal",
            "org.wdmsim.pnp.scenario",
            "org.wdmsim.pnp.state",
            "org.wdmsim.pnp.testkit",
            "org.wdmsim.pnp.tree");

    private CallSites() {}

    /** The line that called into the simulator. Costs a stack walk; done only when call sites are wanted. */
    static String ofCaller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isDriverCode(frame.getClassName(), frame.getFileName()))
                        .findFirst())
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }

    /** The driver's lines that led to the call, innermost first. */
    static List<String> stackOfCaller() {
        // On some carriers what runs the machine stands on the same stack below the thread: that is no part of it.
        return StackWalker.getInstance()
                .walk(frames -> frames.takeWhile(frame -> !isRootOfThread(frame))
                        .filter(frame -> isDriverCode(frame.getClassName(), frame.getFileName()))
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .toList());
    }

    private static boolean isRootOfThread(StackWalker.StackFrame frame) {
        return frame.getMethodName().equals("run") && frame.getClassName().equals(KThread.class.getName());
    }

    /** True for code that is neither the simulator's core nor the JDK's. A test in one of our packages counts as a driver. */
    public static boolean isDriverCode(String className, String fileName) {
        int dot = className.lastIndexOf('.');
        String packageName = dot < 0 ? "" : className.substring(0, dot);
        if (packageName.startsWith("java.") || packageName.startsWith("jdk.")) {
            return false;
        }
        return !OWN_PACKAGES.contains(packageName) || (fileName != null && fileName.endsWith("Test.java"));
    }
}
