package org.wdmsim.verifier;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;

/** A finding in the making, told in the usual order: {@code throw Violation.of(...).what(...).todo(...).stop()}. */
final class Violation {
    private final Kernel kernel;
    private final BugCheck.Builder check;

    private Violation(Kernel kernel, BugCheckCode code, String title, Object[] parameters) {
        this.kernel = kernel;
        this.check = BugCheck.of(code, title).parameters(parameters);
    }

    /** Driver Verifier's: bug check 0xC4. */
    static Violation of(Kernel kernel, String title, Object... parameters) {
        return new Violation(kernel, BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION, title, parameters);
    }

    /** The I/O verifier's: bug check 0xC9. */
    static Violation ofIo(Kernel kernel, String title, Object... parameters) {
        return new Violation(kernel, BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, title, parameters);
    }

    /** More parameters. */
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

    /** Stops the machine. */
    Error stop() {
        return kernel.bugCheck(check.build());
    }
}
