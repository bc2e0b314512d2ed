package org.wdmsim.pnp.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DevnodeStateTest {
    @Test
    void the_numbers_run_from_0x300_to_0x314() {
        assertThat(DevnodeState.values()).hasSize(21);
        assertThat(DevnodeState.values())
                .allSatisfy(state -> assertThat(state.value()).isEqualTo(0x300 + state.ordinal()));
    }

    @Test
    void the_constant_is_the_windows_name_in_java_clothes() {
        assertThat(Stream.of(DevnodeState.values())
                        .map(state -> state.windowsName()
                                .replaceAll("(?<=.)(?=[A-Z])", "_")
                                .toUpperCase(Locale.ROOT)))
                .containsExactlyElementsOf(
                        Stream.of(DevnodeState.values()).map(Enum::name).toList());
    }

    @Test
    void the_debugger_prints_name_and_number() {
        assertThat(DevnodeState.STARTED.debuggerName()).isEqualTo("DeviceNodeStarted (0x308)");
        assertThat(DevnodeState.QUERY_REMOVED.debuggerName()).isEqualTo("DeviceNodeQueryRemoved (0x310)");
    }

    @Test
    void each_state_has_a_meaning_of_its_own() {
        assertThat(Stream.of(DevnodeState.values()).map(DevnodeState::meaning))
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
    }
}
