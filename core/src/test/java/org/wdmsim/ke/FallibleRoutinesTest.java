package org.wdmsim.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wdmsim.ex.ExStep;
import org.wdmsim.io.IoStep;

/** The table of routines that can be made to fail, held against the sources that ask. */
class FallibleRoutinesTest {
    private static final Pattern ASKS = Pattern.compile("\\.allocates(?:ForProgram)?\\((?:\"(\\w+)\"|([^)]*))");

    @Test
    void the_table_has_every_routine_that_asks_and_no_other() throws IOException {
        Set<String> asking = new TreeSet<>();
        Set<String> askingByVariable = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Matcher asks = ASKS.matcher(Files.readString(file));
                while (asks.find()) {
                    if (asks.group(1) != null) {
                        asking.add(asks.group(1));
                    } else {
                        askingByVariable.add(file.getFileName().toString());
                    }
                }
            }
        }
        assertThat(askingByVariable)
                .containsExactly(
                        "HandleTable.java",
                        "IoBuild.java",
                        "KernelHandles.java",
                        "LookasideList.java",
                        "Pool.java",
                        "ShutdownNotifications.java");
        asking.addAll(List.of("ObOpenObjectByPointer", "ZwCreateFile", "ZwDuplicateObject", "CreateFile"));
        asking.addAll(List.of("ZwReadFile", "ZwWriteFile", "ZwDeviceIoControlFile"));
        asking.addAll(List.of("IoRegisterShutdownNotification", "IoRegisterLastChanceShutdownNotification"));
        for (ExStep step : ExStep.values()) {
            if (step.name().startsWith("EX_ALLOCATE_")) {
                asking.add(step.title());
            }
        }
        for (IoStep step : IoStep.values()) {
            if (step.name().startsWith("IO_BUILD_")) {
                asking.add(step.title());
            }
        }
        assertThat(FallibleRoutines.names()).containsExactlyElementsOf(asking);
    }

    @Test
    void a_name_that_is_not_in_the_table_is_refused() {
        assertThatThrownBy(() -> Faults.parse("IoAlocateIrp", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no routine that can fail is called \"IoAlocateIrp\"")
                .hasMessageContaining("IoAllocateIrp");
        assertThatThrownBy(() -> Faults.parse("KeSetEvent:2", 1)).hasMessageContaining("KeSetEvent");
    }
}
