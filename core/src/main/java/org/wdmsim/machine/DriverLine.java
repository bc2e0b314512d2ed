package org.wdmsim.machine;

import org.wdmsim.ke.CallSites;

/** Finds the driver's line in a host stack trace. */
final class DriverLine {
    private DriverLine() {}

    static String of(StackTraceElement[] frames) {
        for (StackTraceElement frame : frames) {
            if (CallSites.isDriverCode(frame.getClassName(), frame.getFileName())) {
                return frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "";
    }
}
