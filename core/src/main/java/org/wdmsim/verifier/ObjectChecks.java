package org.wdmsim.verifier;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ob.ManagedObject;
import org.wdmsim.ob.ObStep;
import org.wdmsim.ob.ObjectHeader;
import org.wdmsim.trace.TraceEvent;

/** References to objects that are gone: 0xC4, 0x3F. */
final class ObjectChecks {
    private final Kernel kernel;

    ObjectChecks(Kernel kernel) {
        this.kernel = kernel;
    }

    static boolean looksAt(StepKind kind) {
        return kind instanceof ObStep;
    }

    void before(TraceEvent event) {
        if (!(event.kind() instanceof ObStep step)) {
            return;
        }
        ObjectHeader header = headerOf(event.subject());
        if (header == null || !header.isDeleted()) {
            return;
        }
        switch (step) {
            case OB_REFERENCE_OBJECT,
                    OB_REFERENCE_OBJECT_WITH_TAG,
                    OB_REFERENCE_OBJECT_BY_POINTER,
                    OB_OPEN_OBJECT_BY_POINTER -> throw gone(event, header, 1);
            case OB_DEREFERENCE_OBJECT, OB_DEREFERENCE_OBJECT_WITH_TAG, OB_DEREFERENCE_OBJECT_DEFER_DELETE ->
                throw gone(event, header, -1);
            default -> {
                // Not about the count.
            }
        }
    }

    private static ObjectHeader headerOf(KernelObject subject) {
        if (subject instanceof ManagedObject managed) {
            return managed.header();
        }
        return subject instanceof ObjectHeader header ? header : null;
    }

    private Error gone(TraceEvent event, ObjectHeader header, int which) {
        Violation violation = Violation.of(
                        kernel, "object used whose reference count is 0", 0x3F, header.object(), which)
                .what(event.kind().title() + " on " + header.objectName() + ", whose last reference was given up");
        for (String line : header.references()) {
            violation.fact("holders", line);
        }
        return violation
                .todo("give up each reference once, and keep one for as long as the pointer is used")
                .about(header.object())
                .stop();
    }
}
