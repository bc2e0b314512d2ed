package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An INF file in the store, read for the store's target. It does not change. */
public final class DriverPackage {
    private final InfFile file;
    private final InfVersion version;
    private final List<DriverModel> models;
    private final List<String> notes;
    private final List<ClassRegistry.ClassWrite> classWrites;
    private final List<DriverService> services;

    private DriverPackage(InfFile file, InfTarget target) {
        this.file = file;
        version = InfVersion.read(file);
        List<String> remarks = new ArrayList<>();
        models = new ModelsReader(file, target, remarks).read();
        if (version.driverDate().isEmpty()) {
            remarks.add(file.name() + " has no DriverVer: any dated driver of the same rank is preferred to it");
        }
        notes = List.copyOf(remarks);
        // Every install section is applied once to settings that are thrown away: whatever is wrong is said now,
        // not when a device comes that needs the section.
        DeviceSettings trial = new DeviceSettings();
        DeviceInstaller installer = new DeviceInstaller(target, name -> Optional.empty(), trial);
        List<InfSection> writers = new ArrayList<>();
        for (String section : installSections(target)) {
            installer.install(file, section, version.isExtension());
            Stream.of(InstallPart.BASE, InstallPart.HW)
                    .flatMap(part -> file.section(section + part.suffix()).stream())
                    .forEach(writers::add);
        }
        models.forEach(model -> DriverMatch.featureScore(file, model));
        services = trial.services();
        classWrites = ClassRegistry.read(file, target, version.classGuid(), writers);
    }

    /**
     * Reads a file and everything its devices need of it.
     *
     * @throws InfException when some part of it is wrong
     */
    static DriverPackage read(InfFile file, InfTarget target) {
        return new DriverPackage(file, target);
    }

    private Set<String> installSections(InfTarget target) {
        Set<String> sections = new LinkedHashSet<>();
        models.forEach(model -> sections.add(model.installSection()));
        ModelsReader.decorated("DefaultInstall", target).stream()
                .filter(file::has)
                .limit(1)
                .forEach(sections::add);
        return sections;
    }

    /** The file's name, as it was given to the store. */
    public String fileName() {
        return file.name();
    }

    /** What the [Version] section says. */
    public InfVersion version() {
        return version;
    }

    /** The devices the file is for on the store's target, in the order of the file. */
    public List<DriverModel> models() {
        return models;
    }

    /** What a person should know who wonders why the file does not install something. */
    public List<String> notes() {
        return notes;
    }

    InfFile file() {
        return file;
    }

    List<ClassRegistry.ClassWrite> classWrites() {
        return classWrites;
    }

    /** The services that its install sections add, without those of included files. */
    List<DriverService> services() {
        return services;
    }

    @Override
    public String toString() {
        return file.name() + " [" + version + ", " + models.size() + " models]";
    }
}
