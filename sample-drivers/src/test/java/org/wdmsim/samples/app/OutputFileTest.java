package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a command is to write at its end: what would not work is told before it begins, and nothing is spoilt. */
class OutputFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void a_file_with_something_in_it() throws IOException {
        file = Files.writeString(folder.resolve("file"), "precious");
        Files.createDirectory(folder.resolve("folder"));
    }

    @ParameterizedTest
    @CsvSource({
        "folder, folder is a directory; give the name of a file",
        "no/x, x has no place: there is no directory",
        "file/x, file is no directory"
    })
    void a_place_where_no_file_can_be_is_told_before_anything_is_searched(String name, String why) {
        for (String option : new String[] {"--result", "--checkpoint", "--save"}) {
            Ran ran = wdmsim(
                    "explore", "surprise-removal", option, folder.resolve(name).toString());
            assertThat(ran.code()).as(option).isEqualTo(74);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .startsWith("wdmsim: nothing was begun, because what comes of it could not be written: ")
                    .contains(why)
                    .doesNotContain("Exception", ".new");
        }
    }

    @Test
    void what_is_in_a_file_stays_until_there_is_something_better() {
        assertThat(OutputFile.trouble(file)).isNull();
        assertThat(OutputFile.troubleReplacing(file)).isNull();
        assertThat(OutputFile.trouble(folder.resolve("new"))).isNull();
        assertThat(OutputFile.troubleReplacing(folder.resolve("new"))).isNull();
        assertThat(file).hasContent("precious");
        assertThat(folder).isDirectoryNotContaining("glob:**new");
    }

    @Test
    void a_file_that_this_user_must_not_write_is_told() {
        assumeThat(file.toFile().setReadOnly() && !Files.isWritable(file))
                .as("somebody who may write everything")
                .isTrue();
        assertThat(OutputFile.trouble(file)).contains("must not be written; give another file");
    }

    @Test
    void a_folder_into_which_nothing_goes_is_told() {
        Path sealed = Path.of("/proc/self");
        assumeThat(sealed).as("a file system that holds no files of ours").isDirectory();
        assertThat(OutputFile.trouble(sealed.resolve("x"))).startsWith("/proc/self/x ");
        assertThat(OutputFile.troubleReplacing(sealed.resolve("x"))).startsWith("/proc/self/x ");
    }

    @Test
    void a_device_is_written_to_and_not_replaced() throws IOException {
        Path device = Path.of("/dev/null");
        assumeThat(Files.exists(device)).isTrue();
        assertThat(OutputFile.troubleReplacing(device)).isNull();
        OutputFile.replace(device, "gone");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void a_link_stays_one_and_what_it_leads_to_is_written() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        OutputFile.replace(link, "other");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("other");
    }

    @Test
    void what_was_begun_beside_a_file_that_cannot_be_written_is_taken_away() {
        assertThatThrownBy(() -> OutputFile.replace(folder.resolve("folder"), "text"))
                .isInstanceOf(IOException.class);
        assertThat(folder).isDirectoryNotContaining("glob:**new");
    }

    @Test
    void reasons_are_words_and_no_names_of_classes() {
        assertThat(OutputFile.why(new NoSuchFileException("x"))).isEqualTo("is not there");
        assertThat(OutputFile.why(new AccessDeniedException("x"))).isEqualTo("is not permitted to this user");
        assertThat(OutputFile.why(new FileSystemException("x", "x.new", "Read-only file system")))
                .isEqualTo("cannot be used: read-only file system");
        assertThat(OutputFile.why(new IOException("No space left on device")))
                .isEqualTo("cannot be used: no space left on device");
        assertThat(OutputFile.why(new IOException())).isEqualTo("cannot be used: the host does not say why");
    }

    @Test
    void a_schedule_is_not_written_over_a_result() {
        String both = folder.resolve("both").toString();
        for (String option : new String[] {"--result", "--checkpoint"}) {
            Ran ran = wdmsim("explore", "surprise-removal", option, both, "--save", both);
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("would write over the result; give another file");
        }
        Ran merge = wdmsim("merge", both, "--save", both);
        assertThat(merge.code()).isEqualTo(2);
        assertThat(merge.err()).contains("would write over a result; give another file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--result", "--checkpoint", "--save"})
    void a_name_that_is_empty_is_a_wrong_command_line(String option) {
        Ran ran = wdmsim("explore", "surprise-removal", option, "");
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("\"\" is no file; give the name of one");
    }
}
