package org.wdmsim.samples.app;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person looks at what is written. */
final class Terminal {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** True when standard error is a terminal; where the host does not say, when there is one at all. */
    static boolean isStandardError() {
        try {
            if (Files.isSymbolicLink(STANDARD_ERROR)) {
                String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
            }
        } catch (IOException unknown) {
            return false;
        }
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From JDK 22 on there is a console even without a terminal, and it says which it is. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException older) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
