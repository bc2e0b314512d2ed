package org.wdmsim.pnp.install;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Applies an install section to a device's settings: Include and Needs first, then the section's own directives.
 *
 * <p>What Windows does after choosing [X.NT] is done here too: the other parts are looked for as [X.NT.HW],
 * [X.NT.Services] and [X.NT.Filters] and under no other decoration.
 *
 * @source learn.microsoft.com, "INF DDInstall Section", "INF DDInstall.HW Section", "INF DDInstall.Services Section"
 */
final class DeviceInstaller {
    private final InfTarget target;
    private final Function<String, Optional<InfFile>> store;
    private final DeviceSettings settings;
    // Sections already applied, so that Needs that go round in a circle come to an end.
    private final Set<String> applied = new LinkedHashSet<>();

    /**
     * Makes an installer for one device.
     *
     * @param store finds an INF by its built name, see {@link InfTemplate#builtName}
     * @param settings receives everything
     */
    DeviceInstaller(InfTarget target, Function<String, Optional<InfFile>> store, DeviceSettings settings) {
        this.target = target;
        this.store = store;
        this.settings = settings;
    }

    /** Applies an install section with all its parts; an extension may not choose the function driver. */
    void install(InfFile file, String installSection, boolean extension) {
        for (InstallPart part : InstallPart.values()) {
            Optional<InfSection> section = file.section(installSection + part.suffix());
            section.ifPresent(found -> apply(file, found, part, extension));
            if (section.isEmpty()) {
                noteOtherDecoration(file, installSection, part);
            }
        }
    }

    private void apply(InfFile file, InfSection section, InstallPart part, boolean extension) {
        if (!applied.add(InfTemplate.builtName(file.name()) + "|" + DriverService.sameName(section.name()) + part)) {
            return;
        }
        for (InfSection.Reference need : section.references("Needs")) {
            follow(file, section, need, part, extension);
        }
        switch (part) {
            case BASE -> RegistryWrite.read(file, section).forEach(this::checkSoftwareKey);
            case HW -> RegistryWrite.read(file, section).forEach(write -> writeHardwareKey(write, extension));
            case SERVICES -> AddService.read(file, section).forEach(directive -> addService(directive, extension));
            case FILTERS -> AddFilter.read(file, section).forEach(this::addFilter);
        }
    }

    private void follow(
            InfFile file, InfSection section, InfSection.Reference need, InstallPart part, boolean extension) {
        List<String> included = section.references("Include").stream()
                .map(InfSection.Reference::section)
                .toList();
        String missing = "";
        for (String name : included) {
            Optional<InfFile> other = store.apply(InfTemplate.builtName(name));
            if (other.isPresent() && other.get().has(need.section())) {
                apply(other.get(), other.get().section(need.section()).orElseThrow(), part, extension);
                return;
            }
            if (other.isEmpty() && missing.isEmpty()) {
                missing = name;
            }
        }
        Optional<InfSection> own = file.section(need.section());
        if (own.isPresent()) {
            apply(file, own.get(), part, extension);
        } else if (!missing.isEmpty()) {
            settings.note(need.line().where() + ": needs " + missing + ", which is not in the store, for its section ["
                    + need.section() + "]");
        } else {
            settings.note(need.line().where() + ": needs the section [" + need.section()
                    + "], which neither this file nor an included one has");
        }
    }

    private void checkSoftwareKey(RegistryWrite write) {
        if (write.isFilterOfOwnKey()) {
            settings.note(write.line().where() + ": " + write.valueName()
                    + " goes to the software key and has no effect, write it in the .HW section");
        }
    }

    private void writeHardwareKey(RegistryWrite write, boolean extension) {
        if (!write.isFilterOfOwnKey()) {
            return;
        }
        if (extension && FilterValues.isLevel(write.valueName())) {
            settings.note(write.line().where() + ": only a base driver may define " + write.valueName());
        } else {
            settings.write(write);
        }
    }

    private void addService(AddService directive, boolean extension) {
        DriverService service = directive.service();
        if (service != null) {
            settings.addService(service);
        }
        if (!directive.associated()) {
            return;
        }
        if (extension) {
            settings.note(directive.line().where() + ": an extension may not name the function driver, leave out 0x2");
        } else {
            settings.setFunctionDriver(service == null ? "" : service.name());
        }
    }

    private void addFilter(AddFilter filter) {
        if (target.isAtLeast(10, 0, AddFilter.FIRST_BUILD)) {
            settings.declare(filter);
        } else {
            settings.note(filter.line().where() + ": AddFilter " + filter.filter() + " has no effect before build "
                    + AddFilter.FIRST_BUILD);
        }
    }

    private void noteOtherDecoration(InfFile file, String installSection, InstallPart part) {
        String base = installSection.replaceFirst("(?i)\\.NT(" + target.architecture() + ")?$", "");
        for (String other : ModelsReader.decorated(base, target)) {
            file.section(other + part.suffix())
                    .ifPresent(found -> settings.note(InfException.where(file.name(), found.number()) + ": ["
                            + found.name() + "] is not used, since [" + installSection
                            + "] was chosen; name it [" + installSection + part.suffix() + "]"));
        }
    }
}
