package org.wdmsim.ob;

import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.Irql.PASSIVE_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;
import static org.wdmsim.base.StepInfo.note;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum ObStep implements StepKind {
    // References.
    OB_REFERENCE_OBJECT(ddi("ObReferenceObject", DISPATCH_LEVEL, "keeps an object's memory; answers the new count")
            .saysWhatItTouches()),
    OB_REFERENCE_OBJECT_WITH_TAG(
            ddi("ObReferenceObjectWithTag", DISPATCH_LEVEL, "the same, under a tag that reports show")
                    .saysWhatItTouches()
                    .arguments("tag", "")),
    OB_REFERENCE_OBJECT_BY_POINTER(
            ddi("ObReferenceObjectByPointer", DISPATCH_LEVEL, "the same for an object of an expected type")
                    .saysWhatItTouches()
                    .arguments("type", "")),
    OB_DEREFERENCE_OBJECT(ddi("ObDereferenceObject", DISPATCH_LEVEL, "gives up a reference; the last one frees")
            .saysWhatItTouches()),
    OB_DEREFERENCE_OBJECT_WITH_TAG(
            ddi("ObDereferenceObjectWithTag", DISPATCH_LEVEL, "the same for a reference with a tag")
                    .saysWhatItTouches()
                    .arguments("tag", "")),
    OB_DEREFERENCE_OBJECT_DEFER_DELETE(
            ddi("ObDereferenceObjectDeferDelete", DISPATCH_LEVEL, "the same; the object is deleted later, by a worker")
                    .saysWhatItTouches()),
    OB_MAKE_TEMPORARY_OBJECT(
            ddi("ObMakeTemporaryObject", PASSIVE_LEVEL, "lets the name of an object go with its last handle")
                    .saysWhatItTouches()),
    OBJECT_CLOSED(note("last handle closed", "no handle to an object is left")),
    OBJECT_DELETED(note("object deleted", "the last reference to an object is gone")),

    // Handles.
    OB_OPEN_OBJECT_BY_POINTER(ddi("ObOpenObjectByPointer", PASSIVE_LEVEL, "makes a handle to an object")
            .saysWhatItTouches()
            .arguments("table", "access")),
    OB_REFERENCE_OBJECT_BY_HANDLE(
            ddi("ObReferenceObjectByHandle", PASSIVE_LEVEL, "the object that a handle leads to, with a reference")
                    .saysWhatItTouches()
                    .rule(0x2001B)
                    .arguments("handle", "type")),
    ZW_DUPLICATE_OBJECT(ddi("ZwDuplicateObject", PASSIVE_LEVEL, "makes a second handle, perhaps in another process")
            .saysWhatItTouches()
            .rule(0x2001F)
            .arguments("handle", "target")),
    ZW_CLOSE(ddi("ZwClose", PASSIVE_LEVEL, "closes a handle")
            .saysWhatItTouches()
            .rule(0x2001F)
            .arguments("handle", ""));

    private final StepInfo info;

    ObStep(StepInfo info) {
        this.info = info;
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
