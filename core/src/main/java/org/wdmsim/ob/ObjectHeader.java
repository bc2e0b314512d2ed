package org.wdmsim.ob;

import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.NtStatus;
import org.wdmsim.base.PoolTag;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;
import org.wdmsim.ke.SystemWorkers;
import org.wdmsim.trace.TraceEvent;

/**
 * OBJECT_HEADER: the two counts of an object.
 *
 * <p>Life: created with one reference, its creator's → referenced, opened → <em>closed</em> when the last handle is closed
 * → <em>deleted</em> when the last reference is gone. A handle is a reference too, and so is a name in the namespace: the
 * pointer count is never below the handle count.
 *
 * @differs memory is not modelled: a use after the deletion is found by its count, as the verifier does
 * @source learn.microsoft.com, "Life Cycle of an Object"
 */
public final class ObjectHeader implements KernelObject {
    /** The tag of a reference for which none was given. */
    public static final String DEFAULT_TAG = "Dflt";

    /** The tag of a handle's reference. */
    public static final String HANDLE_TAG = "Hndl";

    /** The tag of a name's reference. */
    public static final String NAME_TAG = "Name";

    // Parts for those who follow what is touched.
    private static final int COUNT = 0;
    private static final int HANDLES = 1;

    private final Kernel kernel;
    private final KernelObject object;
    private final ObjectType type;

    // Under the dispatcher lock.
    private int pointerCount = 1;
    private int handleCount;
    private Namespace namespace;
    private String name;
    private boolean permanent;
    private final ReferenceTags tags;
    private final int touchId;

    /** ObCreateObject: a header for a new object; the creator holds the first reference. */
    public ObjectHeader(Kernel kernel, KernelObject object, ObjectType type) {
        this(kernel, object, type, DEFAULT_TAG);
    }

    /** ObCreateObject, with a tag for the creator's reference. */
    public ObjectHeader(Kernel kernel, KernelObject object, ObjectType type, String tag) {
        this.kernel = kernel;
        this.object = object;
        this.type = type;
        this.touchId = kernel.newTouchId();
        this.tags = new ReferenceTags(kernel);
        tags.count(tag, 1);
    }

    // ---- References.

    /**
     * ObReferenceObject: keeps the object.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the new count
     * @bugcheck 0xC4, 0x3F when nobody holds a reference, so that the object is gone (verifier); else 0x18
     * @source learn.microsoft.com, nf-wdm-obreferenceobject
     */
    public int reference() {
        TraceEvent event = kernel.step(ObStep.OB_REFERENCE_OBJECT, subject(), null, null);
        touch(COUNT, Touch.WRITE); // the caller sees the count
        return kernel.answer(event, referenceNow("ObReferenceObject", DEFAULT_TAG));
    }

    /**
     * ObReferenceObjectWithTag: keeps the object under a tag. Give the same tag when the reference is given up.
     *
     * @irql at most DISPATCH_LEVEL
     * @param tag one to four characters, shown in reports
     * @bugcheck as {@link #reference()}
     * @source learn.microsoft.com, nf-wdm-obreferenceobjectwithtag
     */
    public int reference(String tag) {
        PoolTag.mustBeTag("reference", tag);
        TraceEvent event = kernel.step(ObStep.OB_REFERENCE_OBJECT_WITH_TAG, subject(), tag, null);
        touch(COUNT, Touch.WRITE); // the caller sees the count
        return kernel.answer(event, referenceNow("ObReferenceObjectWithTag", tag));
    }

    /**
     * ObReferenceObjectByPointer: keeps the object if it is of this type.
     *
     * @irql at most DISPATCH_LEVEL
     * @param expected null for any
     * @return {@code STATUS_SUCCESS}, or {@code STATUS_OBJECT_TYPE_MISMATCH}: no reference was taken
     * @bugcheck as {@link #reference()}
     * @source learn.microsoft.com, nf-wdm-obreferenceobjectbypointer
     */
    public NtStatus referenceByPointer(ObjectType expected) {
        TraceEvent event = kernel.step(
                ObStep.OB_REFERENCE_OBJECT_BY_POINTER, subject(), expected == null ? null : expected.name(), null);
        if (expected != null && expected != type) {
            return kernel.answer(event, NtStatus.STATUS_OBJECT_TYPE_MISMATCH);
        }
        referenceNow("ObReferenceObjectByPointer", DEFAULT_TAG);
        return kernel.answer(event, NtStatus.STATUS_SUCCESS);
    }

    /**
     * Takes a reference within a step of the caller's: for the part of the system that the object belongs to.
     *
     * @param routine what the caller does, for reports
     * @return the new count
     */
    public int referenceNow(String routine, String tag) {
        touch(COUNT, Touch.ADD); // two references give the same in either order; the last dereference is another matter
        kernel.lockSaid();
        try {
            if (pointerCount <= 0) {
                throw kernel.bugCheck(
                        gone(routine + " on " + objectName() + ", to which nobody holds a reference: it is gone"));
            }
            tags.count(tag, 1);
            return ++pointerCount;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ObDereferenceObject: gives a reference up. The last one deletes the object: at once at PASSIVE_LEVEL, else later by a
     * system worker.
     *
     * @irql at most DISPATCH_LEVEL
     * @return the new count
     * @bugcheck 0xC4, 0x3F when nobody holds a reference (verifier), else 0x18; 0x18 too when none is left and a handle is
     *     open
     * @source learn.microsoft.com, nf-wdm-obdereferenceobject
     */
    public int dereference() {
        TraceEvent event = kernel.step(ObStep.OB_DEREFERENCE_OBJECT, subject(), null, null);
        return dereferenceNow("ObDereferenceObject", DEFAULT_TAG, false, event);
    }

    /**
     * ObDereferenceObjectWithTag: gives a reference up that was taken with this tag.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck as {@link #dereference()}; a wrong tag is none, and is seen in {@link #references}
     * @source learn.microsoft.com, nf-wdm-obdereferenceobjectwithtag
     */
    public int dereference(String tag) {
        PoolTag.mustBeTag("reference", tag);
        TraceEvent event = kernel.step(ObStep.OB_DEREFERENCE_OBJECT_WITH_TAG, subject(), tag, null);
        return dereferenceNow("ObDereferenceObjectWithTag", tag, false, event);
    }

    /**
     * ObDereferenceObjectDeferDelete: gives a reference up; if it is the last one, a system worker deletes the object. For
     * callers whose locks the type's delete routine might want.
     *
     * @irql at most DISPATCH_LEVEL
     * @bugcheck as {@link #dereference()}
     * @source learn.microsoft.com, nf-wdm-obdereferenceobjectdeferdelete
     */
    public int dereferenceDeferDelete() {
        TraceEvent event = kernel.step(ObStep.OB_DEREFERENCE_OBJECT_DEFER_DELETE, subject(), null, null);
        return dereferenceNow("ObDereferenceObjectDeferDelete", DEFAULT_TAG, true, event);
    }

    /**
     * Gives a reference up within a step of the caller's, who does not hold the dispatcher lock.
     *
     * @param routine what the caller does, for reports
     * @return the new count
     */
    public int dereferenceNow(String routine, String tag) {
        return dereferenceNow(routine, tag, false, null);
    }

    private int dereferenceNow(String routine, String tag, boolean defer, TraceEvent event) {
        int left;
        touch(COUNT, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (pointerCount <= type.heldBySystem(object)) {
                throw kernel.bugCheck(gone(routine + " on " + objectName() + ", to which nobody holds a reference"));
            }
            left = --pointerCount;
            tags.count(tag, -1);
            if (left < handleCount) {
                throw kernel.bugCheck(gone(routine + " on " + objectName() + " leaves " + left + " references, but "
                        + handleCount + " handles are open"));
            }
        } finally {
            kernel.unlock();
        }
        kernel.answer(event, left);
        if (left == 0) {
            delete(defer);
        }
        return left;
    }

    private void delete(boolean defer) {
        if (!defer && kernel.currentIrql() == Irql.PASSIVE_LEVEL) {
            deleteNow();
        } else {
            kernel.workers().queue(SystemWorkers.Type.CRITICAL, new SystemWorkers.Work(this, null, this::deleteNow));
        }
    }

    private void deleteNow() {
        if (!type.isAnnounced()) {
            kernel.note(ObStep.OBJECT_DELETED, subject(), null, null);
        }
        type.deleted(object);
    }

    private BugCheck gone(String what) {
        BugCheck.Builder check = BugCheck.of(BugCheckCode.REFERENCE_BY_POINTER, "reference count went wrong")
                .parameters(type.name(), object)
                .what(what);
        for (String line : references()) {
            check.fact("holders", line);
        }
        return check.todo(type.remedy()).about(object).build();
    }

    // ---- Handles: the table calls these.

    void handleOpened(String routine) {
        touch(HANDLES, Touch.WRITE);
        kernel.lockSaid();
        try {
            referenceNow(routine, HANDLE_TAG);
            handleCount++;
        } finally {
            kernel.unlock();
        }
    }

    /** Last handle, then last reference: CLEANUP comes before CLOSE. */
    void handleClosed(String routine) {
        boolean last;
        touch(HANDLES, Touch.WRITE);
        kernel.lockSaid();
        try {
            last = --handleCount == 0;
        } finally {
            kernel.unlock();
        }
        if (last && !type.isAnnounced()) {
            kernel.note(ObStep.OBJECT_CLOSED, subject(), null, null);
        }
        type.closed(object, last);
        if (last) {
            dropNameUnlessPermanent(routine);
        }
        dereferenceNow(routine, HANDLE_TAG);
    }

    // ---- Names.

    /**
     * Gives the object a name, as ObInsertObject does; the name is a reference.
     *
     * @param isPermanent true to keep the name when the last handle is closed (OBJ_PERMANENT)
     * @return what {@link Namespace#insert} answers
     */
    public NtStatus enter(Namespace names, String fullName, boolean isPermanent) {
        touch(HANDLES, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (name != null) {
                throw new IllegalStateException(objectName() + " has the name " + name + " already; an object has one");
            }
            NtStatus status = names.insert(fullName, object);
            if (status.isSuccess()) {
                namespace = names;
                name = fullName;
                permanent = isPermanent;
                referenceNow("ObInsertObject", NAME_TAG);
            }
            return status;
        } finally {
            kernel.unlock();
        }
    }

    /**
     * ObMakeTemporaryObject: the name goes with the last handle, or now when there is none.
     *
     * @irql PASSIVE_LEVEL
     * @source learn.microsoft.com, nf-ntifs-obmaketemporaryobject
     */
    public void makeTemporary() {
        kernel.step(ObStep.OB_MAKE_TEMPORARY_OBJECT, subject(), null, null);
        boolean isUnused;
        touch(HANDLES, Touch.WRITE);
        kernel.lockSaid();
        try {
            permanent = false;
            isUnused = handleCount == 0;
        } finally {
            kernel.unlock();
        }
        if (isUnused) {
            dropNameUnlessPermanent("ObMakeTemporaryObject");
        }
    }

    private void dropNameUnlessPermanent(String routine) {
        touch(HANDLES, Touch.WRITE);
        kernel.lockSaid();
        try {
            if (name == null || permanent || handleCount != 0) {
                return;
            }
            namespace.remove(name);
            name = null;
        } finally {
            kernel.unlock();
        }
        dereferenceNow(routine, NAME_TAG);
    }

    // ---- Tags.

    /** A reference changes hands: it is given up under the other tag. */
    public void retag(String from, String to) {
        touch(COUNT, Touch.WRITE);
        kernel.lockSaid();
        try {
            tags.count(from, -1);
            tags.count(to, 1);
        } finally {
            kernel.unlock();
        }
    }

    // ---- Looking: no steps.

    /** How many references there are for each tag, and where the last change came from; one to a line. */
    public List<String> references() {
        touch(COUNT, Touch.READ);
        kernel.lockSaid();
        try {
            return tags.lines();
        } finally {
            kernel.unlock();
        }
    }

    /** PointerCount: references of all sorts. */
    public int pointerCount() {
        touch(COUNT, Touch.READ);
        return pointerCount;
    }

    /** HandleCount. */
    public int handleCount() {
        touch(HANDLES, Touch.READ);
        return handleCount;
    }

    /** Whom steps name: the object itself when it is counted by its type, else this header. */
    private KernelObject subject() {
        return object instanceof ManagedObject ? object : this;
    }

    /** The object it is the header of. */
    public KernelObject object() {
        return object;
    }

    /** The object's type. */
    public ObjectType type() {
        return type;
    }

    /** The full name, or null. */
    public String name() {
        touch(HANDLES, Touch.READ);
        return name;
    }

    /** True when the name stays without handles. */
    public boolean isPermanent() {
        touch(HANDLES, Touch.READ);
        return permanent;
    }

    /** True once the last reference is gone. */
    public boolean isDeleted() {
        touch(COUNT, Touch.READ);
        return pointerCount == 0;
    }

    private void touch(int part, Touch how) {
        kernel.touch(this, part, how);
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return object.objectName();
    }

    @Override
    public String toString() {
        return objectName() + " [" + type.name() + ", " + pointerCount + " references, " + handleCount + " handles]";
    }
}
