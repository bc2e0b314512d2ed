package org.wdmsim.ex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.Irql;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.PoolTag;
import org.wdmsim.ke.KDpc;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;

/**
 * A block of pool memory.
 *
 * <p>Life: allocated → read and written → freed, once. Its bytes are reached through {@link #read} and {@link #write}; a
 * driver's structure is put into it with {@link #hold} and reached through {@link #get}. Each touch is a step, so that
 * another processor may free the block just before it.
 */
public final class PoolBlock implements KernelObject {
    private static final byte UNINITIALIZED = (byte) 0xCD;

    private final Pool pool;
    private final PoolRequest request;
    private final LookasideList list;
    private final String name;
    private final String allocatedBy;

    // Memory: as unguarded as memory is.
    private final byte[] memory;
    private Object structure;

    // Under the dispatcher lock; read without it by every touch.
    private volatile String freedBy;
    private final List<PoolResident> residents = new ArrayList<>(0);

    PoolBlock(Pool pool, PoolRequest request, byte[] memory, LookasideList list) {
        this.pool = pool;
        this.request = request;
        this.memory = memory;
        this.list = list;
        this.name = pool.kernel().nextName("pool");
        this.allocatedBy = placeNow(pool.kernel());
    }

    static byte[] newMemory(int bytes, boolean zeroed) {
        byte[] memory = new byte[bytes];
        if (!zeroed) {
            Arrays.fill(memory, UNINITIALIZED);
        }
        return memory;
    }

    private static String placeNow(Kernel kernel) {
        if (kernel.isQuiet()) {
            return "";
        }
        KThread thread = kernel.currentThread();
        String site = kernel.callSite();
        return "step " + kernel.steps() + ", thread \"" + (thread == null ? "boot" : thread.objectName()) + "\""
                + (site.isEmpty() ? "" : ", " + site);
    }

    // ---- Touching.

    /**
     * Reads a byte.
     *
     * @irql any; below DISPATCH_LEVEL for paged pool
     * @bugcheck 0xD5 when the block was freed, 0xD6 beyond its end, 0xD1 for paged pool at DISPATCH_LEVEL or above
     * @differs always found, as with special pool and forced IRQL checking; without them Windows finds it only by luck
     */
    public byte read(int offset) {
        touch(ExStep.POOL_READ, offset, 1);
        return memory[offset];
    }

    /**
     * Writes a byte.
     *
     * @irql any; below DISPATCH_LEVEL for paged pool
     * @bugcheck as {@link #read}
     */
    public void write(int offset, byte value) {
        touch(ExStep.POOL_WRITE, offset, 1);
        memory[offset] = value;
    }

    /**
     * Copies bytes out of the block (RtlCopyMemory), as one step.
     *
     * @bugcheck as {@link #read}
     */
    public byte[] read(int offset, int length) {
        touch(ExStep.POOL_READ, offset, length);
        return Arrays.copyOfRange(memory, offset, offset + length);
    }

    /**
     * Copies bytes into the block (RtlCopyMemory), as one step.
     *
     * @bugcheck as {@link #read}
     */
    public void write(int offset, byte[] bytes) {
        touch(ExStep.POOL_WRITE, offset, bytes.length);
        System.arraycopy(bytes, 0, memory, offset, bytes.length);
    }

    /**
     * Puts a driver's structure into the block: a Java object that stands for the bytes.
     *
     * @return this
     * @bugcheck as {@link #read}
     */
    public PoolBlock hold(Object value) {
        touch(ExStep.POOL_WRITE, 0, size());
        structure = value;
        return this;
    }

    /**
     * The structure that {@link #hold} put in. Ask for it at each use, as C follows the pointer at each use.
     *
     * @bugcheck as {@link #read}
     */
    public <T> T get(Class<T> type) {
        touch(ExStep.POOL_READ, 0, size());
        return type.cast(structure);
    }

    private void touch(ExStep step, int offset, int length) {
        kernel().step(step, this, offset, length);
        BugCheck fault = PoolFaults.ofTouch(this, step, offset, length, kernel().currentIrql());
        if (fault != null) {
            throw kernel().bugCheck(fault);
        }
    }

    // ---- Freeing.

    /**
     * ExFreePool: frees the block, whatever its tag.
     *
     * @irql at most DISPATCH_LEVEL; at most APC_LEVEL for paged pool
     * @bugcheck 0xC4, 0x11 or 0x12 at too high an IRQL, 0xC4, 0x13 when it was freed before, 0xC4, 0x15 or 0x17 with a set
     *     timer or a live resource in it (verifier); else 0xC2 with 0x09 or 0x07, 0xC7, 0xE4
     * @differs Windows without verifier finds an active timer, DPC or work item only later
     * @source learn.microsoft.com, nf-wdm-exfreepool
     */
    public void free() {
        kernel().step(ExStep.EX_FREE_POOL, this, null, null);
        freeNow("ExFreePool", null);
    }

    /**
     * ExFreePoolWithTag: frees the block and checks its tag.
     *
     * @irql as {@link #free()}
     * @bugcheck as {@link #free()}, and 0xC2, 0x0A when the block has another tag
     * @source learn.microsoft.com, nf-wdm-exfreepoolwithtag
     */
    public void free(String tag) {
        PoolTag.mustBeTag("pool", tag);
        kernel().step(ExStep.EX_FREE_POOL_WITH_TAG, this, tag, null);
        freeNow("ExFreePoolWithTag", tag);
    }

    private void freeNow(String routine, String tag) {
        kernel().lock();
        try {
            BugCheck fault = PoolFaults.ofFree(this, routine, tag, kernel().currentIrql());
            if (fault != null) {
                throw kernel().bugCheck(fault);
            }
            freedBy = placeNow(kernel());
            pool.tracker().remove(this);
        } finally {
            kernel().unlock();
        }
    }

    /** Frees the block into a lookaside list: the block is gone, its memory stays. */
    byte[] freeIntoList(String routine) {
        freeNow(routine, null);
        return memory;
    }

    Irql highestIrqlToFree() {
        return type().isPaged() ? Irql.APC_LEVEL : Irql.DISPATCH_LEVEL;
    }

    /**
     * Puts a kernel object into the block; the block must not be freed while the object is in use. A timer or a DPC that was
     * made with the block as its owner needs no word here.
     */
    public PoolBlock contains(PoolResident resident) {
        kernel().lock();
        try {
            residents.add(resident);
        } finally {
            kernel().unlock();
        }
        return this;
    }

    /** An object inside that is still in use, or null: a timer or DPC whose memory this is, or one that was put in. */
    public PoolResident activeResident() {
        kernel().lock();
        try {
            for (KernelObject pending : kernel().pendingIn(this)) {
                // A DPC that runs is in no list any more, and may free its own memory.
                if (!(pending instanceof KDpc dpc)) {
                    return new PoolResident(PoolResident.Kind.TIMER, pending, () -> true);
                } else if (dpc.isQueued()) {
                    return new PoolResident(PoolResident.Kind.DPC, pending, () -> true);
                }
            }
            return residents.stream()
                    .filter(resident -> resident.inUse().getAsBoolean())
                    .findFirst()
                    .orElse(null);
        } finally {
            kernel().unlock();
        }
    }

    // ---- Looking.

    /** True once it was freed. */
    public boolean isFreed() {
        return freedBy != null;
    }

    String freedAt() {
        return freedBy == null || freedBy.isEmpty() ? " before" : " at " + freedBy;
    }

    /** How many bytes. */
    public int size() {
        return request.bytes();
    }

    /** The tag it was allocated with. */
    public String tag() {
        return request.tag();
    }

    /** Which pool it is of. */
    public PoolType type() {
        return request.type();
    }

    /** The driver that allocated it. */
    public KernelObject owner() {
        return request.owner();
    }

    /** The lookaside list it came from, or null. */
    public LookasideList list() {
        return list;
    }

    /** Where it was allocated: step, thread, and the driver's line when call sites are kept. */
    public String allocatedBy() {
        return allocatedBy;
    }

    /** The block in words: size, pool, tag, place of the allocation. */
    public String describe() {
        return name + " (" + request + (allocatedBy.isEmpty() ? "" : ", allocated at " + allocatedBy) + ")";
    }

    private Kernel kernel() {
        return pool.kernel();
    }

    @Override
    public String objectName() {
        return name;
    }

    @Override
    public String toString() {
        return describe();
    }
}
