package org.wdmsim.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wdmsim.samples.app.Wdmsim;

/**
 * What the pages print is what the program prints: a fence behind {@code <!-- output: ARGUMENTS -->} holds the output of
 * {@code wdmsim ARGUMENTS}; with {@code | from WORD}, from the line that begins with that word; and with
 * {@code | steps vary}, which a live run needs, with N for their number.
 */
class PrintedOutputsTest {
    static final String COMMAND = "mvn -pl docs -am verify -Dwdmsim.docs.write=true";
    private static final Pattern FENCE = Pattern.compile(
            "<!-- output: ([^|\n]*?)(?: \\| from (\\S+))?( \\| steps vary)? -->\n```\n(.*?)```\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "getting-started.md", "live-mode.md", "exploring.md"})
    void the_page_prints_what_the_program_prints(String name) throws IOException {
        Path page = Path.of(System.getProperty("basedir", "."), name);
        String text = Files.readString(page, UTF_8).replace("\r\n", "\n");
        Matcher fences = FENCE.matcher(text);
        String wanted = fences.replaceAll(fence ->
                Matcher.quoteReplacement(text.substring(fence.start(), fence.start(4)) + output(fence) + "```\n"));
        assertThat(text).as("%s has no printed output", name).contains("<!-- output: ");
        if (Boolean.getBoolean("wdmsim.docs.write")) {
            Files.writeString(page, wanted, UTF_8);
            return;
        }
        assertThat(text)
                .as("%s prints something else than the program; write it again with: %s", name, COMMAND)
                .isEqualTo(wanted);
    }

    private static String output(MatchResult fence) {
        String text = output(fence.group(1), fence.group(2));
        return fence.group(3) == null ? text : text.replaceAll("\\b\\d+ steps", "N steps");
    }

    private static String output(String arguments, String from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Wdmsim.execute(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), arguments.split(" "));
        String text = out.toString(UTF_8);
        if (from == null) {
            return text;
        }
        int start = text.startsWith(from) ? 0 : text.indexOf("\n" + from) + 1;
        assertThat(start)
                .as("the output of %s has no line that begins with %s", arguments, from)
                .isPositive();
        return text.substring(start);
    }
}
