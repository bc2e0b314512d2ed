package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An INF file as its syntax goes: named sections of lines. What they mean is decided by the readers of this package.
 *
 * <p>Section names are compared without regard to case.
 */
final class InfFile {
    private final String name;
    private final Map<String, InfSection> sections = new LinkedHashMap<>();

    private InfFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file.
     *
     * @param name the file's name, without folder
     * @param content its bytes
     * @param template fills in the variables of an {@code .inx}
     * @throws InfException when it is not an INF file
     */
    static InfFile read(String name, byte[] content, InfTemplate template) {
        String text = template.fill(name, InfText.decode(name, content));
        List<InfScanner.RawSection> raw = InfScanner.scan(name, text);
        InfStrings strings = new InfStrings(raw);
        InfFile file = new InfFile(name);
        for (InfScanner.RawSection section : raw) {
            file.join(section, strings);
        }
        return file;
    }

    private void join(InfScanner.RawSection raw, InfStrings strings) {
        List<InfLine> lines = sections.computeIfAbsent(
                        raw.name().toLowerCase(Locale.ROOT),
                        key -> new InfSection(raw.name(), raw.number(), new ArrayList<>()))
                .lines();
        raw.lines().forEach(line -> lines.add(new InfLine(name, line, strings)));
    }

    String name() {
        return name;
    }

    Optional<InfSection> section(String sectionName) {
        return Optional.ofNullable(sections.get(sectionName.toLowerCase(Locale.ROOT)));
    }

    boolean has(String sectionName) {
        return section(sectionName).isPresent();
    }

    /** The section that a line names, which must be there. */
    InfSection section(InfSection.Reference reference, String directive) {
        return section(reference.section())
                .orElseThrow(() -> reference
                        .line()
                        .error(
                                directive + " names [" + reference.section() + "], which is not in the file",
                                "a section of that name"));
    }

    /** An exception about the file as a whole. */
    InfException error(String what, String expected) {
        return new InfException(name, 0, what, expected);
    }
}
