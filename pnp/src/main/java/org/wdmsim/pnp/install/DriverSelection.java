package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The driver chosen for a device, and the stack it asks for.
 *
 * <pre>
 *   upper class filters    added last
 *   upper device filters
 *   service                the function driver
 *   lower class filters
 *   lower device filters   added first, next to the PDO
 * </pre>
 */
public final class DriverSelection {
    private final DriverMatch match;
    private final DeviceSettings settings;
    private final List<String> lowerClassFilters;
    private final List<String> upperClassFilters;
    private final List<String> order;

    DriverSelection(
            DriverMatch match,
            DeviceSettings settings,
            List<String> lowerClassFilters,
            List<String> upperClassFilters) {
        this.match = match;
        this.settings = settings;
        this.lowerClassFilters = lowerClassFilters;
        this.upperClassFilters = upperClassFilters;
        List<String> all = new ArrayList<>(settings.lowerFilters());
        all.addAll(lowerClassFilters);
        service().ifPresent(all::add);
        all.addAll(settings.upperFilters());
        all.addAll(upperClassFilters);
        this.order = List.copyOf(all);
    }

    /** The name of the chosen INF, as it was given to the store. */
    public String infName() {
        return match.driverPackage().fileName();
    }

    /** The section that is installed, with the decoration chosen: {@code kbfiltr.NT}. */
    public String installSection() {
        return match.model().installSection();
    }

    /** The device's name for people. */
    public String description() {
        return match.model().description();
    }

    /** The maker's name for people. */
    public String manufacturer() {
        return match.model().manufacturer();
    }

    /** The identifier that met the INF's, as the device spells it. */
    public String matchedId() {
        return match.matchedId();
    }

    /** How well the driver fits, 0xSSGGTHHH; lower is better. Without FeatureScore the best rank is 0x00FF0000. */
    public int rank() {
        return match.rank();
    }

    /** The name of the device setup class. */
    public String className() {
        return match.version().className();
    }

    /** The GUID of the device setup class, in braces and in lower case. */
    public String classGuid() {
        return match.version().classGuid();
    }

    /** The date and version of the driver, and who gave it out. */
    public InfVersion version() {
        return match.version();
    }

    /** The device's Service value: the function driver. Empty for a raw device, or where an absent INF names it. */
    public Optional<String> service() {
        return settings.functionDriver();
    }

    /** Whether the INF asks for no function driver, by {@code AddService = , 0x2}: the PDO must be ready to run raw. */
    public boolean isNullDriver() {
        return settings.hasNullDriver();
    }

    /** The device's own lower filters, the lowest first. */
    public List<String> lowerFilters() {
        return settings.lowerFilters();
    }

    /** The lower filters of the device's class, the lowest first. */
    public List<String> lowerClassFilters() {
        return lowerClassFilters;
    }

    /** The device's own upper filters, the lowest first. */
    public List<String> upperFilters() {
        return settings.upperFilters();
    }

    /** The upper filters of the device's class, the lowest first. */
    public List<String> upperClassFilters() {
        return upperClassFilters;
    }

    /** The services that this installation creates, by name, in the order of their directives. */
    public Map<String, DriverService> services() {
        Map<String, DriverService> byName = new LinkedHashMap<>();
        settings.services().forEach(service -> byName.put(service.name(), service));
        return Collections.unmodifiableMap(byName);
    }

    /** What a person should know: INF files that are needed and absent, directives that had no effect. */
    public List<String> notes() {
        return settings.notes();
    }

    /** The services whose AddDevice is called, in the order of the calls: from the PDO upward. */
    public List<String> addDeviceOrder() {
        return order;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s [%s] rank 0x%08X %s", infName(), installSection(), rank(), addDeviceOrder());
    }
}
