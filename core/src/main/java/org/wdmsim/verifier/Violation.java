package org.wdmsim.verifier;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;

/** A finding in the making, told in the usual order: what, holders, do. */
final class Violation {
    private final BugCheck.Builder check;

    Violation(BugCheck.Builder check) {
        this.check = check;
    }

    Violation parameters(Object... values) {
        check.parameters(values);
        return this;
    }

    Violation what(String text) {
        check.what(text);
        return this;
    }

    Violation fact(String heading, String text) {
        check.fact(heading, text);
        return this;
    }

    Violation todo(String text) {
        check.todo(text);
        return this;
    }

    Violation about(KernelObject object) {
        check.about(object);
        return this;
    }

    /** Stops the machine: {@code throw violation.stop(kernel)}. */
    Error stop(Kernel kernel) {
        return kernel.bugCheck(check.build());
    }
}
