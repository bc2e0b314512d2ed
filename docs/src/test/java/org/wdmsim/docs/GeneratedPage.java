package org.wdmsim.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A reference page that is made from a table of the code, and that must say what the table says. */
final class GeneratedPage {
    private static final String COMMAND = "mvn -pl docs -am verify -Dwdmsim.docs.write=true";

    private GeneratedPage() {}

    /** Compares the committed page with the one just made; writes it instead when the build was asked to. */
    static void check(String name, String text) throws IOException {
        Path page = Path.of(System.getProperty("basedir", "."), "reference", name);
        String wanted = "<!-- Generated from the code by " + COMMAND + "; do not edit. -->\n\n" + text;
        if (Boolean.getBoolean("wdmsim.docs.write")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, wanted, UTF_8);
            return;
        }
        assertThat(page)
                .as("docs/reference/%s is missing; write it with: %s", name, COMMAND)
                .exists();
        // A checkout may have changed the ends of the lines.
        assertThat(Files.readString(page, UTF_8).replace("\r\n", "\n"))
                .as("docs/reference/%s says something else than the code; write it again with: %s", name, COMMAND)
                .isEqualTo(wanted);
    }

    /** Text that a cell of a Markdown table takes as it stands. */
    static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
