package org.wdmsim.samples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.wdmsim.explore.Exploration;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.RandomWalk;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.ScenarioStory;
import org.wdmsim.samples.scenarios.Scenarios;

/**
 * How long a run of the toaster's story takes, as {@code wdmsim explore} runs it: its machine built, the four-layer stack
 * started, the verifier and the watchdog on. Each round has a JVM of its own. The line goes to the results of the other
 * benchmarks. Arguments: the folder of the results, or {@code round} for one round.
 */
public final class ToasterBench {
    private static final String KEY = "ToasterBench.twoReads threads=1";
    private static final int WARM_UP_SECONDS = 40;
    private static final int SECONDS = 10;

    private ToasterBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals("round")) {
            nanosOfARun(WARM_UP_SECONDS, 1);
            System.out.println(nanosOfARun(SECONDS, 1_000_000_000));
            return;
        }
        List<String> rounds = new ArrayList<>();
        for (int round = 0; round < Integer.getInteger("wdmsim.bench.rounds", 5); round++) {
            rounds.add(String.format(Locale.ROOT, "%.2f", inAJvmOfItsOwn()));
        }
        keep(Path.of(arguments[0], "jdk" + Runtime.version().feature() + ".tsv"), String.join(" ", rounds));
    }

    private static double nanosOfARun(int seconds, long firstSeed) {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        long runs = 0;
        while (System.nanoTime() < end) {
            Exploration done = Explorer.of(new ScenarioStory(
                            Scenarios.named("surprise-removal-two-reads").orElseThrow(), RunOptions.seed(1)))
                    .search(new RandomWalk(firstSeed + runs))
                    .mostRuns(500)
                    .explore();
            if (!done.isClean()) {
                throw new AssertionError(done.headline());
            }
            runs += done.runs();
        }
        return (double) (System.nanoTime() - begin) / runs;
    }

    private static double inAJvmOfItsOwn() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+UseParallelGC",
                        "--add-exports",
                        "java.base/jdk.internal.vm=ALL-UNNAMED",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        ToasterBench.class.getName(),
                        "round")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (child.waitFor() != 0) {
            throw new IllegalStateException("a round has ended with exit code " + child.exitValue() + ": " + said);
        }
        System.out.println("a run takes " + said + " ns");
        return Double.parseDouble(said);
    }

    private static void keep(Path file, String rounds) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.put(line.substring(0, line.indexOf('\t')), line);
            }
        }
        lines.put(KEY, KEY + '\t' + rounds + "\t0.0");
        Files.createDirectories(file.getParent());
        Files.write(file, lines.values());
        System.out.println("The results are in " + file);
    }
}
