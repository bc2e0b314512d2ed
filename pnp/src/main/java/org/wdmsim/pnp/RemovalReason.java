package org.wdmsim.pnp;

/** Why somebody asks for an orderly removal. */
public enum RemovalReason {
    /** The device is to be taken out, or stopped for a while: it stays known and can be found again by a scan. */
    REMOVE,
    /** The user disables it: problem 22 until it is enabled. */
    DISABLE,
    /** The user uninstalls it: its settings are forgotten. */
    UNINSTALL
}
