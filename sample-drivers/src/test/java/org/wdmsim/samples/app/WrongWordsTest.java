package org.wdmsim.samples.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.samples.app.Ran.wdmsim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people type who do not know the commands yet: each wrong word, and each wrong file, is answered in one sentence. */
class WrongWordsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void files_of_every_kind() throws IOException {
        Files.writeString(folder.resolve("empty"), "");
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("schedule"), "wdmsim schedule 1\nrun orderly-removal\nends x\n");
        Files.writeString(folder.resolve("torn"), "wdmsim schedule 1\nrun orderly-removal\nends comp");
        Files.writeString(folder.resolve("result"), "wdmsim exploration 1\nof x\n");
    }

    /** Words that begin with an at sign are files of this test. */
    private Ran type(String line) {
        return wdmsim(line.replace("@", folder + "/").split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "explore surprise-removal --jobs x                   | --jobs: \"x\" is not a whole number, or is too large",
                "explore surprise-removal --runs 99999999999999999999| is not a whole number, or is too large",
                "explore surprise-removal --schedule 0               | explore has no option --schedule; wdmsim run has it",
                "explore surprise-removal --json                     | wdmsim list and wdmsim run have it",
                "explore surprise-removal --no-progres               | explore has no option --no-progres",
                "explore surprise-removal more                       | \"more\" is one word too many for explore",
                "run surprise-removal --runs 5                       | run has no option --runs; wdmsim explore has it",
                "run surprise-removal --no-progress                  | run has no option --no-progress; wdmsim explore has it",
                "run surprise-removal --policy pct:3                 | run is called \"pct:3\"; \"wdmsim explore\" has it",
                "run surprise-removal --policy randon                | did you mean \"random\"?",
                "run surprise-removal --replace toaster              | --replace: write SERVICE=DRIVER, with an equals sign",
                "run surprise-removal --replace scale=trusts-length  | scenario \"surprise-removal\" has no driver \"scale\"",
                "run @schedule                                       | for a file there are \"wdmsim replay\" and \"wdmsim merge\"",
                "merge @result --small-runs -1                       | --small-runs -1 is out of range; give 0 or more",
                "merge @result --small-runs x                        | --small-runs: \"x\" is not a whole number",
                "merge @result --shard 0/2                           | merge has no option --shard; wdmsim explore has it",
                "replay @schedule --fields                           | --fields is not for replay: the file says with which",
                "replay @schedule @schedule                          | is one word too many; replay plays one file",
                "exploer                                             | there is no command \"exploer\"",
            })
    void a_wrong_command_line_is_answered_in_a_sentence(String line, String sentence) {
        Ran ran = type(line);
        assertThat(ran.code()).as(ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("wdmsim: ").contains(sentence, "\n  try      wdmsim");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay @empty                               | empty is empty, not a schedule, as",
                "replay @folder                              | folder is a directory, not a schedule, as",
                "replay @nothing                             | nothing is not there",
                "replay @result                              | is the result of an exploration; \"wdmsim merge\" reads it",
                "replay @torn                                | torn is not whole",
                "merge @empty                                | empty is empty, not a result, as",
                "merge @folder                               | folder is a directory, not a result, as",
                "merge @nothing                              | nothing is not there",
                "merge @schedule                             | is a schedule; \"wdmsim replay\" plays it",
                "merge @result                               | result is not whole",
                "explore surprise-removal --checkpoint @empty| or --checkpoint writes it; give another file, or delete it",
            })
    void a_wrong_file_is_answered_in_a_sentence(String line, String sentence) {
        Ran ran = type(line);
        assertThat(ran.code()).as(ran.err()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("wdmsim: ").contains(sentence).doesNotContain("Exception");
        assertThat(ran.err().lines()).hasSize(1);
    }

    @Test
    void choices_that_no_run_came_to_are_told() {
        Ran whole = type("run surprise-removal --schedule 1");
        assertThat(whole.err()).isEmpty();
        Ran ran = type("run surprise-removal --schedule 0:999999.1");
        assertThat(ran.code()).isEqualTo(whole.code());
        assertThat(ran.err())
                .isEqualTo("the run ended before the last choices of --schedule; it may be of another story, or of this"
                        + " one with --fields\n");
    }
}
