package org.wdmsim.pnp.install;

/** The sections that one install section consists of: itself, and those named after it with a suffix. */
enum InstallPart {
    /** Files and the software key. */
    BASE(""),
    /** The hardware key, where the device's filters are. */
    HW(".HW"),
    /** The services. */
    SERVICES(".Services"),
    /** Filters that say where they belong. */
    FILTERS(".Filters");

    private final String suffix;

    InstallPart(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }
}
