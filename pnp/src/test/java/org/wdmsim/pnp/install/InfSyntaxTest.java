package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InfSyntaxTest {
    @Test
    void a_semicolon_starts_a_comment_except_in_quotes_and_in_tokens() {
        assertThat(line("a = b ; c")).containsExactly("b");
        assertThat(line("a = \"b ; c\" ; d")).containsExactly("b ; c");
        assertThat(line("a = %odd;name%, x", "[Strings]", "\"odd;name\" = found"))
                .containsExactly("found", "x");
    }

    @Test
    void quotes_keep_commas_and_blanks_and_a_doubled_quote_is_one() {
        assertThat(line("a = \" b, c \" , \"say \"\"hi\"\"\"")).containsExactly(" b, c ", "say \"hi\"");
    }

    @Test
    void white_space_around_unquoted_values_falls_away() {
        assertThat(line("a =  b c \t,\td")).containsExactly("b c", "d");
    }

    @Test
    void values_left_out_are_empty() {
        assertThat(line("a = , 2, ")).containsExactly("", "2", "");
        assertThat(line("a =")).containsExactly("");
    }

    @Test
    void a_backslash_at_the_end_continues_the_line() {
        assertThat(line("a = b, \\", "    c, \\  ; comment", "  d")).containsExactly("b", "c", "d");
        assertThat(line("a = \"folder\\\"\\", ",file")).containsExactly("folder\\", "file");
        assertThat(line("a = \"one\"\\", "\"two\"")).containsExactly("onetwo");
    }

    @Test
    void a_backslash_within_a_path_is_a_backslash() {
        assertThat(line("a = dir\\file, \\amd64")).containsExactly("dir\\file", "\\amd64");
    }

    @Test
    void the_line_number_of_a_continued_line_is_its_first() {
        InfSection section =
                file("[S]", "a = b, \\", " c", "d = e").section("S").orElseThrow();
        assertThat(section.first("a").orElseThrow().where()).isEqualTo("t.inf, line 2");
        assertThat(section.first("d").orElseThrow().where()).isEqualTo("t.inf, line 4");
    }

    @Test
    void a_line_may_have_values_without_a_key() {
        InfLine line =
                file("[S]", "HKR,,Name,,a=b").section("S").orElseThrow().lines().get(0);
        assertThat(line.hasKey()).isFalse();
        assertThat(line.textsFrom(0)).containsExactly("HKR", "", "Name", "", "a=b");
    }

    @Test
    void only_the_first_equals_sign_ends_the_key() {
        assertThat(line("a = b=c")).containsExactly("b=c");
    }

    @Test
    void section_and_key_names_do_not_regard_case() {
        InfSection section =
                file("[Some.Section]", "KEY = x").section("sOME.sECTION").orElseThrow();
        assertThat(section.first("key")).isPresent();
    }

    @Test
    void sections_of_one_name_are_joined() {
        InfSection section = file("[S]", "a = 1", "[T]", "b = 2", "[s]", "a = 3")
                .section("S")
                .orElseThrow();
        assertThat(section.all("a")).extracting(line -> line.text(0)).containsExactly("1", "3");
        assertThat(section.number()).isEqualTo(1);
    }

    @Test
    void tokens_are_replaced_without_regard_to_case_and_within_longer_text() {
        assertThat(line("a = %NAME%, x%name%y, \"%Name% z\"", "[Strings]", "Name = \"N, M\""))
                .containsExactly("N, M", "xN, My", "N, M z");
    }

    @Test
    void two_percent_signs_are_one_and_directory_identifiers_stay() {
        assertThat(line("a = \"%%SystemRoot%%\\x\", %13%\\y.sys, 50%"))
                .containsExactly("%SystemRoot%\\x", "%13%\\y.sys", "50%");
    }

    @Test
    void the_text_of_a_token_is_not_searched_for_tokens() {
        assertThat(line("a = %One%", "[Strings]", "One = \"%Two% %1!u!\"", "Two = no"))
                .containsExactly("%Two% %1!u!");
    }

    @Test
    void english_strings_are_preferred_and_others_fill_the_gaps() {
        assertThat(line(
                        "a = %X%, %Y%, %Z%",
                        "[Strings.0407]",
                        "X = eins",
                        "Z = drei",
                        "[Strings]",
                        "X = one?",
                        "Y = two",
                        "[Strings.0409]",
                        "X = one"))
                .containsExactly("one", "two", "drei");
    }

    @Test
    void a_template_has_its_variables_filled_in() {
        InfTarget arm = new InfTarget("ARM64", 10, 0, 22000);
        byte[] content = "[S]\na = NT$ARCH$, $KMDFVERSION$, $Unknown$, \"$Windows NT$\", $CHICAGO$, $MINE$"
                .getBytes(StandardCharsets.UTF_8);
        InfTemplate template = new InfTemplate(arm, Map.of("MINE", "my own", "KMDFVERSION", "1.33"));

        assertThat(values(InfFile.read("t.inx", content, template)))
                .containsExactly("NTarm64", "1.33", "$Unknown$", "$Windows NT$", "$CHICAGO$", "my own");
        assertThat(values(InfFile.read("t.inf", content, template))).startsWith("NT$ARCH$", "$KMDFVERSION$");
    }

    private static List<String> line(String... lines) {
        String[] all = new String[lines.length + 1];
        all[0] = "[S]";
        System.arraycopy(lines, 0, all, 1, lines.length);
        return values(file(all));
    }

    private static List<String> values(InfFile file) {
        return file.section("S").orElseThrow().first("a").orElseThrow().textsFrom(0);
    }

    private static InfFile file(String... lines) {
        byte[] content = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
        return InfFile.read("t.inf", content, new InfTemplate(InfTarget.DEFAULT, Map.of()));
    }
}
