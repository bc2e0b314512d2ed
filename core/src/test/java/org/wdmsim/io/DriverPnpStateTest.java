package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DriverPnpStateTest {
    @ParameterizedTest
    @CsvSource({
        // state, create, io, hold
        "NOT_STARTED,      false, false, false",
        "STARTED,          true,  true,  false",
        "STOP_PENDING,     true,  true,  true",
        "STOPPED,          true,  true,  true",
        "REMOVE_PENDING,   false, true,  false",
        "SURPRISE_REMOVED, false, false, false",
        "REMOVED,          false, false, false"
    })
    void each_state_says_what_to_do_with_a_request(DriverPnpState state, boolean create, boolean io, boolean hold) {
        assertThat(state.acceptsCreate()).isEqualTo(create);
        assertThat(state.acceptsIo()).isEqualTo(io);
        assertThat(state.holdsIo()).isEqualTo(hold);
    }

    @ParameterizedTest
    @EnumSource(DriverPnpState.class)
    void what_is_held_is_not_refused(DriverPnpState state) {
        assertThat(!state.holdsIo() || state.acceptsIo()).isTrue();
    }
}
