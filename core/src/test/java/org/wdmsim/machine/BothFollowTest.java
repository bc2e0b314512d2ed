package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.wdmsim.sched.TransitionListener;

class BothFollowTest {
    @Test
    void everything_that_one_follower_can_be_told_is_passed_on_to_two() throws NoSuchMethodException {
        for (Method told : TransitionListener.class.getMethods()) {
            Method here = BothFollow.class.getMethod(told.getName(), told.getParameterTypes());
            assertThat(here.getDeclaringClass()).as(told.toString()).isEqualTo(BothFollow.class);
        }
    }
}
