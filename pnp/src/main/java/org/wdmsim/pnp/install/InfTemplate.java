package org.wdmsim.pnp.install;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of an {@code .inx} file, which the build of a driver replaces when it makes the {@code .inf}:
 * {@code $ARCH$} becomes the target's architecture, the framework versions become harmless numbers.
 *
 * <p>Only known names are replaced, so that {@code $Windows NT$} and {@code $CHICAGO$} stay as they are. Nothing is
 * replaced in a file whose name does not end in {@code .inx}.
 */
final class InfTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z][A-Za-z0-9_]*)\\$");

    private static final ImmutableMap<String, String> DEFAULTS = ImmutableMap.of(
            "KMDFVERSION", "1.15",
            "KMDFCOINSTALLERVERSION", "01015",
            "UMDFVERSION", "2.15.0",
            "UMDFCOINSTALLERVERSION", "02015");

    private final Map<String, String> variables = new LinkedHashMap<>(DEFAULTS);

    InfTemplate(InfTarget target, Map<String, String> variables) {
        this.variables.put("ARCH", target.architecture());
        variables.forEach((name, value) -> this.variables.put(name.toUpperCase(Locale.ROOT), value));
    }

    /** Whether the file is a template, by its name. */
    static boolean isTemplate(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(".inx");
    }

    /** The name of the INF that is made from this file: {@code kbfiltr.inx} gives {@code kbfiltr.inf}; in lower case. */
    static String builtName(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return isTemplate(name) ? name.substring(0, name.length() - ".inx".length()) + ".inf" : name;
    }

    /** The text as the build of the driver would leave it. */
    String fill(String fileName, String text) {
        if (!isTemplate(fileName)) {
            return text;
        }
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group())));
    }

    private String value(String name, String unchanged) {
        return variables.getOrDefault(name.toUpperCase(Locale.ROOT), unchanged);
    }
}
