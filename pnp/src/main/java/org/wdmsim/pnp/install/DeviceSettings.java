package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hardware key of one device while its INF files are applied, one after the other. */
final class DeviceSettings {
    private final FilterValues values = new FilterValues();
    private final List<AddFilter> declared = new ArrayList<>();
    private final Map<String, DriverService> services = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    // Null until an AddService with SPSVCINST_ASSOCSERVICE is applied; empty for the null driver.
    private String functionDriver;

    void note(String text) {
        notes.add(text);
    }

    void write(RegistryWrite write) {
        values.apply(write).ifPresent(this::note);
    }

    void declare(AddFilter filter) {
        declared.add(filter);
    }

    void addService(DriverService service) {
        services.put(DriverService.sameName(service.name()), service);
    }

    void setFunctionDriver(String name) {
        functionDriver = name;
    }

    boolean hasFunctionDriver() {
        return functionDriver != null && !functionDriver.isEmpty();
    }

    boolean hasNullDriver() {
        return functionDriver != null && functionDriver.isEmpty();
    }

    Optional<String> functionDriver() {
        return hasFunctionDriver() ? Optional.of(functionDriver) : Optional.empty();
    }

    List<DriverService> services() {
        return List.copyOf(services.values());
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    List<String> upperFilters() {
        return filters(
                true,
                values.get(FilterValues.UPPER_FILTERS),
                values.get(FilterValues.UPPER_LEVELS),
                values.get(FilterValues.UPPER_DEFAULT_LEVEL));
    }

    List<String> lowerFilters() {
        return filters(
                false,
                values.get(FilterValues.LOWER_FILTERS),
                values.get(FilterValues.LOWER_LEVELS),
                values.get(FilterValues.LOWER_DEFAULT_LEVEL));
    }

    /** Says which declared filters ask for a level that the base driver does not have: Windows leaves them out. */
    void noteUnknownLevels() {
        List<String> levels = new ArrayList<>(values.get(FilterValues.UPPER_LEVELS));
        levels.addAll(values.get(FilterValues.LOWER_LEVELS));
        for (AddFilter filter : declared) {
            if (!filter.level().isEmpty() && levels.stream().noneMatch(filter.level()::equalsIgnoreCase)) {
                note(filter.line().where() + ": filter " + filter.filter()
                        + " is left out, the base driver has no level " + filter.level());
            }
        }
    }

    private List<String> filters(boolean upper, List<String> listed, List<String> levels, List<String> defaultLevel) {
        List<String> anywhere = new ArrayList<>(listed);
        for (AddFilter filter : declared) {
            if (filter.level().isEmpty() && filter.upper() == upper) {
                addOnce(anywhere, filter.filter());
            }
        }
        if (levels.isEmpty()) {
            return List.copyOf(anywhere);
        }
        String home = defaultLevel.isEmpty() ? levels.get(levels.size() - 1) : defaultLevel.get(0);
        List<String> filters = new ArrayList<>();
        for (String level : levels) {
            if (level.equalsIgnoreCase(home)) {
                filters.addAll(anywhere);
            }
            for (AddFilter filter : declared) {
                if (filter.level().equalsIgnoreCase(level)) {
                    addOnce(filters, filter.filter());
                }
            }
        }
        return List.copyOf(filters);
    }

    private static void addOnce(List<String> filters, String filter) {
        if (filters.stream().noneMatch(filter::equalsIgnoreCase)) {
            filters.add(filter);
        }
    }
}
