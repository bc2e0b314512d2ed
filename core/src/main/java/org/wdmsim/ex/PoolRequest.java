package org.wdmsim.ex;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.PoolTag;

/**
 * What an allocation asked for.
 *
 * @param owner the driver that asks; its leaks are found when it is unloaded
 * @param type which pool
 * @param bytes how many
 * @param tag one to four characters
 */
public record PoolRequest(KernelObject owner, PoolType type, int bytes, String tag) {
    public PoolRequest {
        if (bytes < 0) {
            throw new IllegalArgumentException("an allocation of " + bytes + " bytes; give 0 or more");
        }
        PoolTag.mustBeTag("pool", tag);
    }

    @Override
    public String toString() {
        return bytes + " bytes of " + type.wdkName() + ", tag " + tag;
    }
}
