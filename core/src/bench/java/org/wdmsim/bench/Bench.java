package org.wdmsim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks on the JDK that it runs on, in several rounds: what is compared runs close together in each, so that a
 * host that is slower for a while is slower for both. Keeps a line for each benchmark: its name with parameters and threads,
 * the nanoseconds of every round, the bytes allocated. Arguments: the folder of the results, and perhaps the names of the
 * classes to run; the lines of others stay.
 */
public final class Bench {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    // Lincheck does not do its work on later ones.
    private static final int LAST_FOR_LINCHECK = 23;

    // These say themselves how long they run.
    private static final Set<String> OF_THEIR_OWN = Set.of("WakeUpBench", "ExploreBench", "LincheckBench");

    /** What one benchmark gave, a number for each round. */
    private record Measured(List<Double> nanos, List<Double> bytes) {}

    private final Map<String, Measured> measured = new TreeMap<>();

    private Bench() {}

    /** Runs them. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path file = Path.of(arguments[0], "jdk" + Runtime.version().feature() + ".tsv");
        List<String> asked = arguments.length > 1 && !arguments[1].isBlank()
                ? List.of(arguments[1].split(","))
                : List.of(
                        "RemoveLockBench",
                        "IrpBench",
                        "PipelineBench",
                        "RecorderBench",
                        "WakeUpBench",
                        "ExploreBench",
                        "LincheckBench");
        Bench bench = new Bench();
        if (!asked.equals(List.of("none"))) {
            for (int round = 0; round < Integer.getInteger("wdmsim.bench.rounds", 5); round++) {
                for (String name : asked) {
                    bench.run(name);
                }
            }
        }
        bench.keep(file);
        System.out.println("The results are in " + file);
    }

    private void run(String name) throws RunnerException {
        if (name.equals("LincheckBench") && Runtime.version().feature() > LAST_FOR_LINCHECK) {
            System.out.println("LincheckBench is left out: decision 6");
            return;
        }
        if (OF_THEIR_OWN.contains(name)) {
            ChainedOptionsBuilder options = new OptionsBuilder().include(name);
            run(name.equals("WakeUpBench") ? options : options.jvmArgsPrepend("-XX:+UseParallelGC"), 1);
            return;
        }
        run(timed(name), 1);
        if (name.equals("RemoveLockBench")) {
            run(timed(name), 2);
        }
    }

    private static ChainedOptionsBuilder timed(String name) {
        return new OptionsBuilder()
                .include(name)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupIterations(15)
                .warmupTime(TimeValue.milliseconds(40))
                .measurementIterations(40)
                .measurementTime(TimeValue.milliseconds(25))
                .addProfiler(GCProfiler.class);
    }

    /** One JVM each. Its memory is touched beforehand: what the host does for a new page is not ours. */
    private void run(ChainedOptionsBuilder options, int threads) throws RunnerException {
        options.threads(threads)
                .forks(1)
                .jvmArgsAppend(
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+EnableDynamicAgentLoading", // for Lincheck
                        "--add-exports",
                        "java.base/jdk.internal.vm=ALL-UNNAMED"); // for the fastest carrier
        for (RunResult result : new Runner(options.build()).run()) {
            Measured all = measured.computeIfAbsent(
                    key(result.getParams(), threads), key -> new Measured(new ArrayList<>(), new ArrayList<>()));
            all.nanos().add(median(iterations(result, "nanos")));
            all.bytes().add(median(iterations(result, ALLOCATED)));
        }
    }

    private static String key(BenchmarkParams params, int threads) {
        StringBuilder key = new StringBuilder(params.getBenchmark().substring("org.wdmsim.bench.".length()));
        for (String name : params.getParamsKeys()) {
            key.append(' ').append(name).append('=').append(params.getParam(name));
        }
        return key.append(" threads=").append(threads).toString();
    }

    /** The secondary result of that name; the time itself when there is none. */
    private static List<Double> iterations(RunResult result, String secondary) {
        List<Double> values = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                Result<?> named = iteration.getSecondaryResults().get(secondary);
                if (named != null) {
                    values.add(named.getScore());
                } else if (!secondary.equals(ALLOCATED)) {
                    values.add(iteration.getPrimaryResult().getScore());
                }
            }
        }
        return values;
    }

    /** The one in the middle; 0 when there is none. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    private void keep(Path file) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.put(line.substring(0, line.indexOf('\t')), line);
            }
        }
        measured.forEach((key, all) -> lines.put(
                key,
                key + '\t'
                        + all.nanos().stream()
                                .map(nanos -> String.format(Locale.ROOT, "%.2f", nanos))
                                .collect(Collectors.joining(" "))
                        + String.format(Locale.ROOT, "\t%.1f", median(all.bytes()))));
        Files.createDirectories(file.getParent());
        Files.write(file, lines.values());
    }
}
