package org.wdmsim.pnp.install;

import com.google.common.base.Preconditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The driver packages of a simulated machine: INF files go in, the driver for a device comes out.
 *
 * <p>Life of a store: add every INF, those of Windows too where you have them, then select for one device after the
 * other. A selection is a snapshot; it does not change when files are added later. A store is not thread-safe.
 *
 * @differs all files count as signed alike; co-installers, software components, DelReg and BitReg are not modelled
 */
public final class DriverStore {
    private final InfTarget target;
    private final InfTemplate template;
    // By built name, in the order of adding: kbfiltr.inx stands here as kbfiltr.inf, for Include lines to find it.
    // Copies share the maps: whoever adds a file makes new ones. So what was selected once is known to all copies,
    // which may be on several host threads.
    private Map<String, DriverPackage> packages = new LinkedHashMap<>();
    private ClassRegistry classes = new ClassRegistry();
    private Map<DeviceIds, Optional<DriverSelection>> selections = new ConcurrentHashMap<>();

    /** A store for {@link InfTarget#DEFAULT}. */
    public DriverStore() {
        this(InfTarget.DEFAULT);
    }

    /** A store for a machine. */
    public DriverStore(InfTarget target) {
        this(target, Map.of());
    }

    /**
     * A store with values for the variables of {@code .inx} files.
     *
     * @param target the machine
     * @param variables by name without dollar signs, e.g. {@code KMDFVERSION}; they go before the values built in
     */
    public DriverStore(InfTarget target, Map<String, String> variables) {
        this(target, new InfTemplate(target, variables));
    }

    private DriverStore(InfTarget target, InfTemplate template) {
        this.target = target;
        this.template = template;
    }

    /** A store of its own with the same files, which are not read again. */
    public DriverStore copy() {
        DriverStore copy = new DriverStore(target, template);
        copy.packages = packages;
        copy.classes = classes;
        copy.selections = selections;
        return copy;
    }

    /**
     * Adds an INF file from disk, under its own name.
     *
     * @throws InfException when the file is not a sound INF
     * @throws UncheckedIOException when it cannot be read
     */
    public DriverPackage add(Path inf) {
        try {
            return add(String.valueOf(inf.getFileName()), Files.readAllBytes(inf));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + inf, e);
        }
    }

    /**
     * Adds an INF file. It is checked as far as the target needs it: sections for other systems are not looked at.
     *
     * @param fileName without folder; {@code .inx} marks a template, whose {@code $ARCH$} is filled in
     * @param content the bytes, in UTF-8, ANSI, or UTF-16 with byte order mark
     * @throws InfException when the file is not a sound INF; the store is then as before
     * @throws IllegalArgumentException when the store has a file of that name
     */
    public DriverPackage add(String fileName, byte[] content) {
        String key = InfTemplate.builtName(fileName);
        Preconditions.checkArgument(
                !packages.containsKey(key), "the driver store already holds %s; give this file another name", key);
        DriverPackage added = DriverPackage.read(InfFile.read(fileName, content, template), target);
        packages = new LinkedHashMap<>(packages);
        packages.put(key, added);
        classes = new ClassRegistry();
        packages.values().forEach(each -> classes.apply(each.classWrites()));
        selections = new ConcurrentHashMap<>();
        return added;
    }

    /** The machine the files are read for. */
    public InfTarget target() {
        return target;
    }

    /** The files in the order of adding. */
    public List<DriverPackage> packages() {
        return List.copyOf(packages.values());
    }

    /**
     * Chooses the driver for a device: the base driver with the lowest rank, and all extensions that fit.
     *
     * @return empty when no base driver fits; an extension alone installs nothing
     * @throws InfException when a section that another file needs is malformed
     */
    public Optional<DriverSelection> select(DeviceIds ids) {
        Optional<DriverSelection> known = selections.get(ids);
        if (known == null) {
            known = matches(ids, false).min(DriverMatch.BEST_FIRST).map(base -> install(base, extensions(ids)));
            selections.put(ids, known);
        }
        return known;
    }

    private Stream<DriverMatch> matches(DeviceIds ids, boolean extension) {
        return packages.values().stream()
                .filter(each -> each.version().isExtension() == extension)
                .flatMap(each -> DriverMatch.best(each, ids).stream());
    }

    /** One extension for each ExtensionId, the newest; in the order of adding. */
    private Collection<DriverMatch> extensions(DeviceIds ids) {
        Map<String, DriverMatch> byId = new LinkedHashMap<>();
        matches(ids, true)
                .forEach(match -> byId.merge(
                        match.version().extensionId().orElseThrow(),
                        match,
                        (one, other) -> other.version().compareAge(one.version()) > 0 ? other : one));
        return byId.values();
    }

    private DriverSelection install(DriverMatch base, Collection<DriverMatch> extensions) {
        DeviceSettings settings = new DeviceSettings();
        base.driverPackage().notes().forEach(settings::note);
        DeviceInstaller installer = new DeviceInstaller(target, this::find, settings);
        installer.install(base.driverPackage().file(), base.model().installSection(), false);
        for (DriverMatch match : extensions) {
            settings.note("extension " + match.driverPackage().fileName() + " adds its settings");
            installer.install(match.driverPackage().file(), match.model().installSection(), true);
        }
        settings.noteUnknownLevels();
        String classGuid = base.version().classGuid();
        classes.notes(classGuid).forEach(settings::note);
        DriverSelection selection = new DriverSelection(
                base,
                settings,
                classes.filters(classGuid, FilterValues.LOWER_FILTERS),
                classes.filters(classGuid, FilterValues.UPPER_FILTERS));
        noteUnknownDrivers(selection, settings);
        return selection;
    }

    private Optional<InfFile> find(String builtName) {
        return Optional.ofNullable(packages.get(builtName)).map(DriverPackage::file);
    }

    private void noteUnknownDrivers(DriverSelection selection, DeviceSettings settings) {
        if (selection.service().isEmpty() && !selection.isNullDriver()) {
            settings.note("no AddService with the flag 0x2 was found: the device has no function driver");
        }
        for (String name : selection.addDeviceOrder()) {
            String same = DriverService.sameName(name);
            boolean known = Stream.concat(
                            settings.services().stream(),
                            packages.values().stream().flatMap(each -> each.services().stream()))
                    .anyMatch(service -> DriverService.sameName(service.name()).equals(same));
            if (!known) {
                settings.note("driver " + name + " is in the stack, but no AddService in the store installs it");
            }
        }
    }
}
