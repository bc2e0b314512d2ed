package org.wdmsim.ex;

/** POOL_TYPE: which pool an allocation comes from. */
public enum PoolType {
    /** NonPagedPool: always in memory, may hold code. */
    NON_PAGED_POOL("NonPagedPool", 0, false),
    /** PagedPool: may be out of memory, so it may be touched below DISPATCH_LEVEL only. */
    PAGED_POOL("PagedPool", 1, true),
    /** NonPagedPoolNx: always in memory, never code; what a driver uses. */
    NON_PAGED_POOL_NX("NonPagedPoolNx", 512, false);

    private final String wdkName;
    private final int value;
    private final boolean paged;

    PoolType(String wdkName, int value, boolean paged) {
        this.wdkName = wdkName;
        this.value = value;
        this.paged = paged;
    }

    /** The name in wdm.h. */
    public String wdkName() {
        return wdkName;
    }

    /** The value in wdm.h, as bug checks print it. */
    public int value() {
        return value;
    }

    /** True for memory that may be out when it is touched. */
    public boolean isPaged() {
        return paged;
    }
}
