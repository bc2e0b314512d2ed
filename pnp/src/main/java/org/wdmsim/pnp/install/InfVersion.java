package org.wdmsim.pnp.install;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code [Version]} section: what the file is for, and how old its drivers are. An entry that is left out reads as
 * the empty string.
 */
public final class InfVersion {
    /** The device setup class of extension INFs. */
    static final String EXTENSION_CLASS = "{e2f84ce7-8efa-411c-aa69-97454ca4cb57}";

    private static final String WANTED_DATE = "mm/dd/yyyy,w.x.y.z";

    private final String signature;
    private final String className;
    private final String classGuid;
    private final String provider;
    private final String extensionId;
    private LocalDate driverDate = LocalDate.MIN;
    private DriverVersion driverVersion = DriverVersion.NONE;

    private InfVersion(InfFile file, InfSection section) {
        signature = signature(file, section);
        className = text(section, "Class");
        classGuid = guid(section, "ClassGuid");
        provider = text(section, "Provider");
        extensionId = guid(section, "ExtensionId");
        section.first("DriverVer").ifPresent(this::readDriverVer);
        if (isExtension() && extensionId.isEmpty()) {
            throw file.error("[Version] has Class=Extension but no ExtensionId", "ExtensionId = {guid}");
        }
    }

    /** Reads the section, which every INF must have. */
    static InfVersion read(InfFile file) {
        InfSection section = file.section("Version")
                .orElseThrow(
                        () -> file.error("there is no [Version] section", "one with Signature = \"$Windows NT$\""));
        return new InfVersion(file, section);
    }

    private static String signature(InfFile file, InfSection section) {
        String wanted = "\"$Windows NT$\" or \"$Chicago$\"";
        InfLine line = section.first("Signature")
                .orElseThrow(() -> file.error("[Version] has no Signature", "Signature = " + wanted));
        String text = line.text(0);
        if (!text.equalsIgnoreCase("$Windows NT$") && !text.equalsIgnoreCase("$Chicago$")) {
            throw line.error("the Signature \"" + text + "\" is unknown", wanted);
        }
        return text;
    }

    private static String text(InfSection section, String key) {
        return section.first(key).map(line -> line.text(0)).orElse("");
    }

    private static String guid(InfSection section, String key) {
        String text = text(section, key).toLowerCase(Locale.ROOT);
        if (!text.isEmpty() && !text.matches("\\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}}")) {
            throw section.first(key)
                    .orElseThrow()
                    .error(key + " \"" + text + "\" is not a GUID", "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}");
        }
        return text;
    }

    private void readDriverVer(InfLine line) {
        if (line.text(0).isEmpty()) {
            return; // a template leaves it to the build of the driver
        }
        try {
            String[] date = line.text(0).split("[/-]", -1);
            if (date.length != 3) {
                throw new NumberFormatException(line.text(0));
            }
            driverDate = LocalDate.of(number(date[2]), number(date[0]), number(date[1]));
            if (!line.text(1).isEmpty()) {
                driverVersion = DriverVersion.parse(line.text(1));
            }
        } catch (NumberFormatException | DateTimeException malformed) {
            throw line.error(
                    "DriverVer \"" + String.join(",", line.textsFrom(0)) + "\" is not a date and a version",
                    WANTED_DATE);
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text.strip());
    }

    /** {@code $Windows NT$} or {@code $Chicago$}, as written; both are for every Windows. */
    public String signature() {
        return signature;
    }

    /** The name of the device setup class, e.g. {@code Keyboard}. */
    public String className() {
        return className;
    }

    /** The GUID of the device setup class, in braces and in lower case. */
    public String classGuid() {
        return classGuid;
    }

    /** Who gives out the file. */
    public String provider() {
        return provider;
    }

    /** Whether the file adds settings to a device that has its base driver from another INF. */
    public boolean isExtension() {
        return className.equalsIgnoreCase("Extension") || classGuid.equals(EXTENSION_CLASS);
    }

    /** What files that replace each other as extensions have in common; a GUID in braces and in lower case. */
    public Optional<String> extensionId() {
        return extensionId.isEmpty() ? Optional.empty() : Optional.of(extensionId);
    }

    /** The date in DriverVer; empty where the file has none, which counts as older than any date. */
    public Optional<LocalDate> driverDate() {
        return driverDate.equals(LocalDate.MIN) ? Optional.empty() : Optional.of(driverDate);
    }

    /** The version in DriverVer. */
    public DriverVersion driverVersion() {
        return driverVersion;
    }

    /** Less than 0 where this driver is older than the other, by date and then by version. */
    int compareAge(InfVersion other) {
        int byDate = driverDate.compareTo(other.driverDate);
        return byDate != 0 ? byDate : driverVersion.compareTo(other.driverVersion);
    }

    @Override
    public String toString() {
        return className + " " + driverDate().map(LocalDate::toString).orElse("undated") + " " + driverVersion;
    }
}
