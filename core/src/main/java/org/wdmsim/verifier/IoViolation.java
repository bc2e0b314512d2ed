package org.wdmsim.verifier;

import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.KernelObject;
import org.wdmsim.ke.Kernel;

/** A finding of the I/O verifier, said in the usual order: {@code throw IoViolation.of(...).what(...).todo(...).stop()}. */
final class IoViolation {
    private final Kernel kernel;
    private final BugCheck.Builder check;

    private IoViolation(Kernel kernel, BugCheck.Builder check) {
        this.kernel = kernel;
        this.check = check;
    }

    static IoViolation of(Kernel kernel, int number, String title, KernelObject about) {
        return new IoViolation(
                kernel,
                BugCheck.of(BugCheckCode.DRIVER_VERIFIER_IOMANAGER_VIOLATION, title)
                        .parameters(number)
                        .about(about));
    }

    IoViolation parameters(Object... values) {
        check.parameters(values);
        return this;
    }

    IoViolation what(String text) {
        check.what(text);
        return this;
    }

    IoViolation todo(String text) {
        check.todo(text);
        return this;
    }

    Error stop() {
        return kernel.bugCheck(check.build());
    }
}
