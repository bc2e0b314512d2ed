package org.wdmsim.io;

import org.wdmsim.base.KernelObject;
import org.wdmsim.ob.ObjectType;

/** The object type of file objects: the last handle closed sends CLEANUP, the last reference gone sends CLOSE. */
final class FileType implements ObjectType {
    @Override
    public String name() {
        return "File";
    }

    @Override
    public void closed(KernelObject object, boolean last) {
        if (last) {
            ((FileObject) object).cleanUp();
        }
    }

    @Override
    public void deleted(KernelObject object) {
        ((FileObject) object).close();
    }

    @Override
    public boolean isAnnounced() {
        return true;
    }

    @Override
    public String remedy() {
        return "give up the reference of IoGetDeviceObjectPointer, ObReferenceObjectByHandle or ObReferenceObject once";
    }
}
