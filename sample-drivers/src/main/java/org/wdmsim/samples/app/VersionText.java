package org.wdmsim.samples.app;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.sched.CoroutineCarriers;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: ourselves, the JVM, and what simulated threads run on here. */
final class VersionText implements IVersionProvider {
    VersionText() {}

    /** Ourselves. */
    static String ours() {
        String version = Wdmsim.class.getPackage().getImplementationVersion();
        return "wdmsim " + (version == null ? "(development)" : version);
    }

    @Override
    public String[] getVersion() {
        List<String> lines = new ArrayList<>();
        lines.add(ours());
        lines.add("Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name")
                + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        lines.add("carrier " + CoroutineCarriers.available().get(0) + "; others here: "
                + (CoroutineCarriers.available().size() == 1
                        ? "none"
                        : String.join(
                                ", ",
                                CoroutineCarriers.available()
                                        .subList(
                                                1, CoroutineCarriers.available().size()))));
        return lines.toArray(new String[0]);
    }
}
