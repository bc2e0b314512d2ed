package org.wdmsim.pnp.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InfTextTest {
    private static final String TEXT = InfFixture.widget()
            .with("Strings", "Maker = \"Café\"", "Widget = \"Un widget à café\"")
            .text();

    @Test
    void utf_16_little_endian_is_told_by_its_byte_order_mark() {
        assertReads(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE));
    }

    @Test
    void utf_16_big_endian_is_told_by_its_byte_order_mark() {
        assertReads(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16BE));
    }

    @Test
    void utf_8_may_have_a_byte_order_mark() {
        assertReads(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void utf_8_may_come_without_a_byte_order_mark() {
        assertReads(TEXT.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytes_that_are_not_utf_8_are_read_with_code_page_1252() {
        assertReads(TEXT.getBytes(Charset.forName("windows-1252")));
    }

    @Test
    void line_ends_of_every_system_are_accepted() {
        assertReads(TEXT.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
        assertReads(TEXT.replace("\r\n", "\r").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_final_end_of_file_character_is_dropped() {
        assertReads((TEXT + "\u001A\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void utf_16_without_a_byte_order_mark_is_refused_with_the_remedy() {
        assertRefused(
                TEXT.getBytes(StandardCharsets.UTF_16LE),
                "odd.inf: the file is not text, it contains NUL characters; "
                        + "expected an INF file in UTF-8, in ANSI, or in UTF-16 with a byte order mark");
    }

    @Test
    void a_binary_file_is_refused() {
        assertRefused(
                new byte[] {'M', 'Z', (byte) 0x90, 0, 3, 0, 0, 0},
                "odd.inf: the file is not text, it contains NUL characters; "
                        + "expected an INF file in UTF-8, in ANSI, or in UTF-16 with a byte order mark");
    }

    @Test
    void an_empty_file_is_refused() {
        assertRefused(new byte[0], "odd.inf: the file is empty; expected an INF file with a [Version] section");
    }

    private static void assertReads(byte[] content) {
        DriverPackage added = new DriverStore().add("cafe.inf", content);
        assertThat(added.version().provider()).isEqualTo("Café");
        assertThat(added.models()).extracting(DriverModel::description).containsExactly("Un widget à café");
    }

    private static void assertRefused(byte[] content, String message) {
        DriverStore store = new DriverStore();
        assertThatThrownBy(() -> store.add("odd.inf", content))
                .isInstanceOf(InfException.class)
                .hasMessage(message);
        assertThat(store.packages()).isEmpty();
    }
}
