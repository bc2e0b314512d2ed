package org.wdmsim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 * Runs the benchmarks on the JDK that it runs on and keeps a line for each: name with parameters and threads, nanoseconds,
 * bytes allocated. Arguments: the folder of the results, and perhaps the names of
 * the classes to run; the lines of others stay.
 */
public final class Bench {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Bench() {}

    /** Runs them. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Path file = Path.of(arguments[0], "jdk" + Runtime.version().feature() + ".tsv");
        List<String> asked = arguments.length > 1 && !arguments[1].isBlank()
                ? List.of(arguments[1].split(","))
                : List.of("RemoveLockBench", "IrpBench", "PipelineBench", "RecorderBench", "WakeUpBench");
        Map<String, String> lines = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                lines.put(line.substring(0, line.indexOf('\t')), line);
            }
        }
        for (String name : asked) {
            if (name.equals("none")) {
                continue;
            }
            if (name.equals("WakeUpBench")) {
                run(lines, new OptionsBuilder().include(name), 1);
            } else {
                run(lines, timed(name), 1);
            }
            if (name.equals("RemoveLockBench")) {
                run(lines, timed(name), 2);
            }
        }
        Files.createDirectories(file.getParent());
        Files.write(file, lines.values());
        System.out.println("The results are in " + file);
    }

    private static ChainedOptionsBuilder timed(String name) {
        return new OptionsBuilder()
                .include(name)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .warmupIterations(20)
                .warmupTime(TimeValue.milliseconds(40))
                .measurementIterations(40)
                .measurementTime(TimeValue.milliseconds(25))
                .addProfiler(GCProfiler.class);
    }

    private static void run(Map<String, String> lines, ChainedOptionsBuilder options, int threads)
            throws RunnerException {
        options.threads(threads)
                .forks(Integer.getInteger("wdmsim.bench.forks", 3))
                .jvmArgsAppend("-Xms1g", "-Xmx1g");
        for (RunResult result : new Runner(options.build()).run()) {
            String key = key(result.getParams(), threads);
            lines.put(
                    key,
                    String.format(
                            Locale.ROOT, "%s\t%.2f\t%.1f", key, quick(result, "nanos"), quick(result, ALLOCATED)));
        }
    }

    private static String key(BenchmarkParams params, int threads) {
        StringBuilder key = new StringBuilder(params.getBenchmark().substring("org.wdmsim.bench.".length()));
        for (String name : params.getParamsKeys()) {
            key.append(' ').append(name).append('=').append(params.getParam(name));
        }
        return key.append(" threads=").append(threads).toString();
    }

    /**
     * The time that a tenth of all iterations stayed below: what else the host does only ever adds. Of the named secondary
     * result; of the time itself when there is none with that name.
     */
    private static double quick(RunResult result, String secondary) {
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
        Collections.sort(values);
        return values.isEmpty() ? 0 : values.get(values.size() / 10);
    }
}
