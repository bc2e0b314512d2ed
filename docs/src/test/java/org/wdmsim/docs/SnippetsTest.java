package org.wdmsim.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java code on the pages is code that is compiled and run: a fence behind {@code <!-- code: FILE NAME -->} holds the lines
 * between {@code // snippet NAME} and {@code // end} in a test of this package.
 */
class SnippetsTest {
    private static final Pattern FENCE =
            Pattern.compile("<!-- code: (\\S+) (\\S+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"live-mode.md", "exploring.md"})
    void the_code_on_the_page_is_the_code_of_a_test(String name) throws IOException {
        Path base = Path.of(System.getProperty("basedir", "."));
        Path page = base.resolve(name);
        String text = Files.readString(page, UTF_8).replace("\r\n", "\n");
        Matcher fences = FENCE.matcher(text);
        String wanted =
                fences.replaceAll(fence -> Matcher.quoteReplacement(text.substring(fence.start(), fence.start(3))
                        + snippet(base, fence.group(1), fence.group(2)) + "```\n"));
        assertThat(text).as("%s has no code", name).contains("<!-- code: ");
        if (Boolean.getBoolean("wdmsim.docs.write")) {
            Files.writeString(page, wanted, UTF_8);
            return;
        }
        assertThat(text)
                .as("%s shows other code than its test; write it again with %s", name, PrintedOutputsTest.COMMAND)
                .isEqualTo(wanted);
    }

    private static String snippet(Path base, String file, String name) {
        try {
            String source = Files.readString(
                            base.resolve("src/test/java/org/wdmsim/docs").resolve(file), UTF_8)
                    .replace("\r\n", "\n");
            int start = source.indexOf("// snippet " + name + "\n");
            assertThat(start).as("%s has no snippet %s", file, name).isPositive();
            int first = source.indexOf('\n', start) + 1;
            int end = source.lastIndexOf('\n', source.indexOf("// end", first));
            return source.substring(first, end).stripIndent()
                    + "\n"; // a last line without text would count as no indent
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
