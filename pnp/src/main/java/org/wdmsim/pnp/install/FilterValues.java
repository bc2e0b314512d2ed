package org.wdmsim.pnp.install;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The values of a hardware key or a class key that name filters, as a series of registry writes leaves them. */
final class FilterValues {
    static final String UPPER_FILTERS = "UpperFilters";
    static final String LOWER_FILTERS = "LowerFilters";
    static final String UPPER_LEVELS = "UpperFilterLevels";
    static final String LOWER_LEVELS = "LowerFilterLevels";
    static final String UPPER_DEFAULT_LEVEL = "UpperFilterDefaultLevel";
    static final String LOWER_DEFAULT_LEVEL = "LowerFilterDefaultLevel";

    private static final ImmutableSet<String> LISTS =
            ImmutableSet.of(lower(UPPER_FILTERS), lower(LOWER_FILTERS), lower(UPPER_LEVELS), lower(LOWER_LEVELS));
    private static final ImmutableSet<String> LEVELS = ImmutableSet.of(
            lower(UPPER_LEVELS), lower(LOWER_LEVELS), lower(UPPER_DEFAULT_LEVEL), lower(LOWER_DEFAULT_LEVEL));

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    static boolean knows(String valueName) {
        return LISTS.contains(lower(valueName)) || isLevel(valueName);
    }

    /** Whether the value defines filter levels, which only a base driver may do. */
    static boolean isLevel(String valueName) {
        return LEVELS.contains(lower(valueName));
    }

    /** A value's strings in order; empty where it was never written. */
    List<String> get(String valueName) {
        return List.copyOf(values.getOrDefault(lower(valueName), List.of()));
    }

    /**
     * Does what the flags of the line ask for: replace, append, keep or delete.
     *
     * @return what a person should know about the line
     */
    Optional<String> apply(RegistryWrite write) {
        String name = lower(write.valueName());
        boolean present = values.containsKey(name);
        if (write.has(RegistryWrite.FLG_ADDREG_DELVAL)) {
            values.remove(name);
            return Optional.empty();
        }
        boolean idle = write.has(RegistryWrite.FLG_ADDREG_KEYONLY)
                || write.has(RegistryWrite.FLG_ADDREG_NOCLOBBER) && present
                || write.has(RegistryWrite.FLG_ADDREG_OVERWRITEONLY) && !present;
        if (idle) {
            return Optional.empty();
        }
        if (!write.isMultiString() && !write.isString()) {
            throw write.line()
                    .error(
                            String.format(
                                    Locale.ROOT, "%s is written with flags 0x%08X", write.valueName(), write.flags()),
                            "0x00010000 (REG_MULTI_SZ), or 0x00010008 to append to what is there");
        }
        if (write.isMultiString() && write.has(RegistryWrite.FLG_ADDREG_APPEND)) {
            append(values.computeIfAbsent(name, key -> new ArrayList<>()), write.values());
            return Optional.empty();
        }
        List<String> replaced = values.put(name, nonEmpty(write.values()));
        return advice(write, name, replaced == null ? List.of() : replaced);
    }

    private static Optional<String> advice(RegistryWrite write, String name, List<String> replaced) {
        if (write.isString() && LISTS.contains(name)) {
            return Optional.of(write.line().where() + ": " + write.valueName()
                    + " is written as one string, use the flags 0x00010000 (REG_MULTI_SZ)");
        }
        if (!replaced.isEmpty() && !replaced.equals(nonEmpty(write.values()))) {
            return Optional.of(write.line().where() + ": replaces " + write.valueName() + " " + replaced
                    + ", use the flags 0x00010008 to append");
        }
        return Optional.empty();
    }

    private static void append(List<String> list, List<String> added) {
        for (String text : nonEmpty(added)) {
            if (list.stream().noneMatch(text::equalsIgnoreCase)) {
                list.add(text);
            }
        }
    }

    private static List<String> nonEmpty(List<String> texts) {
        return new ArrayList<>(texts.stream().filter(text -> !text.isEmpty()).toList());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
