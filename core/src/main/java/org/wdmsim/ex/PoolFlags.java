package org.wdmsim.ex;

/**
 * POOL_FLAG_ bits of ExAllocatePool2. Exactly one of the three that name a pool is given.
 *
 * @source learn.microsoft.com, "POOL_FLAGS"
 */
public final class PoolFlags {
    /** The memory is not zeroed: it holds the pattern 0xCD, so that a read before the first write can be seen. */
    public static final int POOL_FLAG_UNINITIALIZED = 0x2;
    /** From the non-paged pool, not executable. */
    public static final int POOL_FLAG_NON_PAGED = 0x40;
    /** From the non-paged pool, executable. */
    public static final int POOL_FLAG_NON_PAGED_EXECUTE = 0x80;
    /** From the paged pool. */
    public static final int POOL_FLAG_PAGED = 0x100;

    private static final int KNOWN =
            POOL_FLAG_UNINITIALIZED | POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_PAGED;

    private PoolFlags() {}

    static PoolType typeOf(int flags) {
        if ((flags & ~KNOWN) != 0) {
            throw new IllegalArgumentException("pool flags 0x" + Integer.toHexString(flags)
                    + " have bits that are not modelled; give one of POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE and"
                    + " POOL_FLAG_PAGED, and POOL_FLAG_UNINITIALIZED if wanted");
        }
        return switch (flags & ~POOL_FLAG_UNINITIALIZED) {
            case POOL_FLAG_NON_PAGED -> PoolType.NON_PAGED_POOL_NX;
            case POOL_FLAG_NON_PAGED_EXECUTE -> PoolType.NON_PAGED_POOL;
            case POOL_FLAG_PAGED -> PoolType.PAGED_POOL;
            default ->
                throw new IllegalArgumentException("pool flags 0x" + Integer.toHexString(flags)
                        + " name no pool or several; give one of POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE and"
                        + " POOL_FLAG_PAGED");
        };
    }
}
