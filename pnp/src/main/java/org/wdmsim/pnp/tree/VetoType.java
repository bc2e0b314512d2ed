package org.wdmsim.pnp.tree;

/**
 * PNP_VETO_TYPE: who refused a removal. Numbers are the order of the constants.
 *
 * @differs Windows does not document which of DEVICE and DRIVER a refused QUERY_REMOVE_DEVICE gives; here DEVICE
 */
public enum VetoType {
    TYPE_UNKNOWN,
    LEGACY_DEVICE,
    PENDING_CLOSE,
    WINDOWS_APP,
    WINDOWS_SERVICE,
    OUTSTANDING_OPEN,
    DEVICE,
    DRIVER,
    ILLEGAL_DEVICE_REQUEST,
    INSUFFICIENT_POWER,
    NON_DISABLEABLE,
    LEGACY_DRIVER,
    INSUFFICIENT_RIGHTS,
    ALREADY_REMOVED
}
