package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wdmsim.io.ControlCode.Method;

/** CTL_CODE, io.md 4.6. */
class ControlCodeTest {
    @Test
    void a_code_is_put_together_and_taken_apart() {
        int code = ControlCode.of(0x8001, 0x812, Method.METHOD_OUT_DIRECT, ControlCode.FILE_WRITE_ACCESS);
        assertThat(code).isEqualTo(0x8001A04A);
        assertThat(ControlCode.of(code))
                .isEqualTo(new ControlCode(0x8001, 0x812, Method.METHOD_OUT_DIRECT, ControlCode.FILE_WRITE_ACCESS));
    }

    @Test
    void the_low_two_bits_are_the_method() {
        for (Method method : Method.values()) {
            assertThat(ControlCode.of(0x222000 | method.ordinal()).method()).isEqualTo(method);
        }
    }

    @Test
    void numbers_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> ControlCode.of(0x10000, 0, Method.METHOD_BUFFERED, 0))
                .hasMessageContaining("16, 12 and 2 bits");
    }
}
