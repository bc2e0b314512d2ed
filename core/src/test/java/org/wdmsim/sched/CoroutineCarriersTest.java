package org.wdmsim.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CoroutineCarriersTest {
    private static final int JDK = Runtime.version().feature();

    @Test
    void the_fastest_that_works_comes_first() {
        if (JDK < 21) {
            assertThat(CoroutineCarriers.available()).containsExactly("platform-threads");
        } else {
            assertThat(CoroutineCarriers.available())
                    .containsExactly("continuations", "virtual-threads", "platform-threads");
        }
        try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
            assertThat(carrier.name()).isEqualTo(CoroutineCarriers.available().get(0));
        }
    }

    @Test
    void a_carrier_opens_by_the_name_it_tells() {
        for (String name : CoroutineCarriers.available()) {
            assertThat(CoroutineCarriers.whyNot(name)).isEmpty();
            try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
                assertThat(carrier.name()).isEqualTo(name);
            }
        }
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones() {
        assertThatThrownBy(() -> CoroutineCarriers.open("fibers"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no carrier is called \"fibers\"; the names are continuations, virtual-threads,"
                        + " platform-threads");
    }

    @Test
    void an_old_jdk_is_the_reason_that_is_given() {
        assumeTrue(JDK < 21);
        assertThatThrownBy(() -> CoroutineCarriers.open("continuations"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("carrier \"continuations\" does not work here: it needs JDK 21 or later, and this is JDK "
                        + JDK + "; choose one of platform-threads");
    }

    @Test
    void without_the_export_virtual_threads_take_over_without_a_word() throws IOException, InterruptedException {
        assumeTrue(JDK >= 21);
        // Another JVM, without the --add-exports that this one was started with.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace("\n", File.pathSeparator),
                        Answers.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "virtual-threads",
                        "[virtual-threads, platform-threads]",
                        "start java with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
    }

    /** Run by the test above. */
    static final class Answers {
        public static void main(String[] args) {
            try (CoroutineCarrier carrier = CoroutineCarriers.open()) {
                System.out.println(carrier.name());
            }
            System.out.println(CoroutineCarriers.available());
            System.out.println(CoroutineCarriers.whyNot("continuations"));
        }
    }
}
