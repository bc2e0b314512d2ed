package org.wdmsim.pnp.removal;

import org.wdmsim.base.NtStatus;
import org.wdmsim.pnp.tree.VetoType;

/**
 * How a request to remove, disable or eject ended.
 *
 * @param status a success, or why not
 * @param veto who refused; null when nobody did
 * @param vetoName which one: an instance path, mostly
 */
public record RemovalResult(NtStatus status, VetoType veto, String vetoName) {
    /** The device is gone. */
    public static RemovalResult removed() {
        return new RemovalResult(NtStatus.STATUS_SUCCESS, null, "");
    }

    /** Somebody refused. */
    public static RemovalResult vetoed(VetoType type, String name) {
        return new RemovalResult(NtStatus.STATUS_UNSUCCESSFUL, type, name);
    }

    /** True when nobody refused. */
    public boolean isRemoved() {
        return veto == null && status.isSuccess();
    }

    @Override
    public String toString() {
        return veto == null ? status.toString() : "vetoed: " + veto + " " + vetoName;
    }
}
