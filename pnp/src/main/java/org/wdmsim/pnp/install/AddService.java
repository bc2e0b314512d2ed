package org.wdmsim.pnp.install;

import java.util.ArrayList;
import java.util.List;

/**
 * An AddService directive: {@code AddService = name, flags, service-install-section}.
 *
 * @param service the service; null for the null driver, {@code AddService = , 2}
 * @param associated SPSVCINST_ASSOCSERVICE: the service is the device's function driver
 * @param line where it stands
 */
record AddService(DriverService service, boolean associated, InfLine line) {
    static final int SPSVCINST_ASSOCSERVICE = 0x2;

    private static final String KEY = "AddService";
    private static final int HIGHEST_ERROR_CONTROL = 3;

    /** The directives of a .Services section, in order. */
    static List<AddService> read(InfFile file, InfSection section) {
        List<AddService> directives = new ArrayList<>();
        for (InfLine line : section.all(KEY)) {
            directives.add(parse(file, line));
        }
        return directives;
    }

    private static AddService parse(InfFile file, InfLine line) {
        String name = line.text(0);
        boolean associated = (line.number(1, "AddService flags", 0) & SPSVCINST_ASSOCSERVICE) != 0;
        String section = line.text(2);
        if (name.isEmpty()) {
            if (!associated) {
                throw line.error(
                        "AddService has no service name",
                        "a name, or the flag 0x2 for a device without function driver: AddService = , 0x2");
            }
            return new AddService(null, true, line);
        }
        if (section.isEmpty()) {
            throw line.error(
                    "AddService " + name + " has no service-install section",
                    "AddService = " + name + ", flags, section");
        }
        InfSection install = file.section(new InfSection.Reference(section, line), KEY + " " + name);
        return new AddService(service(name, install, line), associated, line);
    }

    private static DriverService service(String name, InfSection section, InfLine directive) {
        InfLine binary = required(section, "ServiceBinary", directive);
        if (binary.text(0).isEmpty()) {
            throw binary.error("ServiceBinary of " + name + " is empty", "a path such as %13%\\" + name + ".sys");
        }
        return new DriverService(
                name,
                binary.text(0),
                required(section, "ServiceType", directive).number(0, "ServiceType", 0, Integer.MAX_VALUE),
                ServiceStart.values()[
                        required(section, "StartType", directive)
                                .number(0, "StartType", 0, ServiceStart.values().length - 1)],
                required(section, "ErrorControl", directive).number(0, "ErrorControl", 0, HIGHEST_ERROR_CONTROL),
                section.first("DisplayName").map(line -> line.text(0)).orElse(""));
    }

    private static InfLine required(InfSection section, String key, InfLine directive) {
        return section.first(key)
                .orElseThrow(() -> directive.error(
                        "the service-install section [" + section.name() + "] has no " + key,
                        "a line " + key + " = ..."));
    }
}
