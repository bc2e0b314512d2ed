package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of the device setup classes: filters written there stand in the stack of every device of the class.
 *
 * @differs Windows runs [ClassInstall32] once, when the class is installed; here every INF added to the store runs its
 *     own, in the order of adding
 */
final class ClassRegistry {
    /** A write into the key of the class with this GUID. */
    record ClassWrite(String classGuid, RegistryWrite write) {}

    private static final Pattern CLASS_KEY = Pattern.compile(
            "SYSTEM\\\\CurrentControlSet\\\\Control\\\\Class\\\\(\\{[0-9A-F-]+})\\\\?", Pattern.CASE_INSENSITIVE);

    private final Map<String, FilterValues> classes = new LinkedHashMap<>();
    private final Map<String, List<String>> notes = new LinkedHashMap<>();

    /** What a file writes to class keys: by [ClassInstall32], and by full path from its other AddReg sections. */
    static List<ClassWrite> read(InfFile file, InfTarget target, String classGuid, List<InfSection> others) {
        List<ClassWrite> writes = new ArrayList<>();
        ModelsReader.decorated("ClassInstall32", target).stream()
                .flatMap(name -> file.section(name).stream())
                .limit(1)
                .flatMap(section -> RegistryWrite.read(file, section).stream())
                .filter(RegistryWrite::isFilterOfOwnKey)
                .forEach(write -> writes.add(new ClassWrite(classGuid, write)));
        if (classGuid.isEmpty() && !writes.isEmpty()) {
            throw writes.get(0)
                    .write()
                    .line()
                    .error("a class filter is written, but [Version] has no ClassGuid", "ClassGuid = {guid}");
        }
        for (InfSection section : others) {
            RegistryWrite.read(file, section).forEach(write -> byPath(write, writes));
        }
        new ClassRegistry().apply(writes); // says now what is wrong with them
        return writes;
    }

    private static void byPath(RegistryWrite write, List<ClassWrite> writes) {
        Matcher key = CLASS_KEY.matcher(write.subkey());
        if (write.root().equals("HKLM") && FilterValues.knows(write.valueName()) && key.matches()) {
            writes.add(new ClassWrite(key.group(1).toLowerCase(Locale.ROOT), write));
        }
    }

    void apply(List<ClassWrite> writes) {
        for (ClassWrite each : writes) {
            classes.computeIfAbsent(each.classGuid(), guid -> new FilterValues())
                    .apply(each.write())
                    .ifPresent(note -> notes.computeIfAbsent(each.classGuid(), guid -> new ArrayList<>())
                            .add(note));
        }
    }

    /** The value UpperFilters or LowerFilters of a class; empty for an unknown class. */
    List<String> filters(String classGuid, String valueName) {
        FilterValues values = classes.get(classGuid);
        return values == null ? List.of() : values.get(valueName);
    }

    List<String> notes(String classGuid) {
        return notes.getOrDefault(classGuid, List.of());
    }
}
