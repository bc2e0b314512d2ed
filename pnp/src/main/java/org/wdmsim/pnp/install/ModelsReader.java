package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Follows {@code [Manufacturer]} to the models sections for a target, and reads the devices in them.
 *
 * <p>Of one manufacturer only one models section is used: that with the closest decoration which applies, else the
 * undecorated one. An empty section counts: it says "nothing for this system".
 *
 * @differs a section without an architecture is used on every architecture, with a note; 64-bit Windows may refuse it,
 *     and its documentation says both
 */
final class ModelsReader {
    private final InfFile file;
    private final InfTarget target;
    private final List<String> notes;

    ModelsReader(InfFile file, InfTarget target, List<String> notes) {
        this.file = file;
        this.target = target;
        this.notes = notes;
    }

    /** The devices for the target, in the order of the file; why there are none is added to the notes. */
    List<DriverModel> read() {
        Optional<InfSection> manufacturers = file.section("Manufacturer");
        if (manufacturers.isEmpty()) {
            notes.add(file.name() + " has no [Manufacturer] section: it installs no device");
            return List.of();
        }
        List<DriverModel> models = new ArrayList<>();
        for (InfLine line : manufacturers.get().lines()) {
            String manufacturer = line.hasKey() ? line.key() : line.text(0);
            modelsSection(line).ifPresent(section -> {
                noteMissingArchitecture(section);
                readModels(manufacturer, section, models);
            });
        }
        return List.copyOf(models);
    }

    private Optional<InfSection> modelsSection(InfLine line) {
        String base = line.text(0);
        TreeMap<TargetOs, String> closestLast = new TreeMap<>(TargetOs.CLOSEST_LAST);
        List<String> decorations = new ArrayList<>();
        for (int i = 1; i < line.size(); i++) {
            String decoration = line.text(i);
            if (!decoration.isEmpty()) {
                decorations.add(decoration);
                TargetOs os = TargetOs.parse(line, decoration);
                if (os.applies(target)) {
                    closestLast.put(os, decoration);
                }
            }
        }
        if (!closestLast.isEmpty()) {
            String chosen = closestLast.lastEntry().getValue();
            return Optional.of(existing(line, base + "." + chosen));
        }
        if (decorations.isEmpty()) {
            return Optional.of(existing(line, base));
        }
        if (!file.has(base)) {
            notes.add(line.where() + ": no models section of " + base + " is for " + target + ", only "
                    + String.join(", ", decorations));
        }
        return file.section(base);
    }

    private void noteMissingArchitecture(InfSection section) {
        String name = section.name().toLowerCase(Locale.ROOT);
        if (!target.architecture().equals("x86") && !name.contains(".nt" + target.architecture())) {
            notes.add(InfException.where(file.name(), section.number()) + ": [" + section.name()
                    + "] names no architecture, Windows asks for one except on x86: NT" + target.architecture());
        }
    }

    private InfSection existing(InfLine line, String name) {
        return file.section(name)
                .orElseThrow(() -> line.error(
                        "the models section [" + name + "] for " + target + " is missing", "a section of that name"));
    }

    private void readModels(String manufacturer, InfSection section, List<DriverModel> models) {
        for (InfLine line : section.lines()) {
            if (!line.hasKey()) {
                throw line.error(
                        "[" + section.name() + "] has a line without a device description",
                        "description = install section, hardware id");
            }
            List<String> ids =
                    line.textsFrom(1).stream().filter(id -> !id.isEmpty()).toList();
            boolean firstMissing = line.text(1).isEmpty();
            models.add(new DriverModel(
                    line.key(),
                    manufacturer,
                    section.name(),
                    installSection(line).name(),
                    firstMissing ? "" : ids.get(0),
                    firstMissing ? ids : ids.subList(1, ids.size())));
        }
    }

    private InfSection installSection(InfLine line) {
        String base = line.text(0);
        List<String> candidates = decorated(base, target);
        return candidates.stream()
                .map(file::section)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> line.error(
                        "the install section [" + base + "] is missing",
                        "one of [" + String.join("], [", candidates) + "]"));
    }

    /** The names under which a section is looked for: with architecture, with .NT alone, as it is. */
    static List<String> decorated(String base, InfTarget target) {
        return List.of(base + ".NT" + target.architecture(), base + ".NT", base);
    }
}
