package org.wdmsim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes docs/performance.md from the results that are kept. Arguments: the folder of the results, and the page. */
public final class PerformancePage {
    private static final String LOCK = "RemoveLockBench.";
    private static final String RECORDER = "RecorderBench.";

    /** The results of one JDK. */
    private record Results(String jdk, Map<String, double[]> lines) {
        double nanos(String key) {
            return get(key)[0];
        }

        double bytes(String key) {
            return get(key)[1];
        }

        private double[] get(String key) {
            double[] line = lines.get(key.contains("threads=") ? key : key + " threads=1");
            return line == null ? new double[] {Double.NaN, Double.NaN} : line;
        }

        double irp(String which, int layers, boolean locks) {
            return nanos(irpKey(which, layers, locks));
        }
    }

    /** What is compared; the limit belongs to the quotient, or to ours when there is no peer. */
    private record Row(
            String what,
            String unit,
            Function<Results, Double> ours,
            String peerName,
            Function<Results, Double> peer,
            Function<Results, Double> limit) {}

    private static final List<Row> ROWS = List.of(
            row("remove lock, free build, 1 thread", LOCK + "free", "AtomicInteger pair", LOCK + "atomicPair", 1.1),
            row(
                    "remove lock, free build, 2 threads",
                    LOCK + "free threads=2",
                    "AtomicInteger pair",
                    LOCK + "atomicPair threads=2",
                    0.30),
            row("remove lock, checked build, 1 thread", LOCK + "checked", "free build", LOCK + "free", 2),
            row(
                    "remove lock, checked build, 2 threads",
                    LOCK + "checked threads=2",
                    "free build",
                    LOCK + "free threads=2",
                    2),
            row("the same", LOCK + "checked", "ConcurrentHashMap of tags", LOCK + "mapOfTags", 1),
            row(
                    "the same, 2 threads",
                    LOCK + "checked threads=2",
                    "ConcurrentHashMap of tags",
                    LOCK + "mapOfTags threads=2",
                    1),
            bytes("checked build, allocated for a pair", LOCK + "checked", 0.1),
            new Row(
                    "IRP, 8 layers, fresh",
                    "ns",
                    r -> r.irp("fresh", 8, false),
                    "Netty, 8 handlers both ways",
                    r -> r.nanos("PipelineBench.netty"),
                    r -> r.jdk().equals("17") ? 0.45 : 1.0),
            new Row(
                    "IRP, 8 layers, reused",
                    "ns",
                    r -> r.irp("reused", 8, false),
                    "eight calls that are nothing else",
                    r -> r.nanos("PipelineBench.callChain"),
                    r -> Double.NaN),
            new Row(
                    "a layer more, from 8 to 32 layers",
                    "ns",
                    r -> (r.irp("fresh", 32, false) - r.irp("fresh", 8, false)) / 24,
                    "a layer more, from 1 to 8",
                    r -> (r.irp("fresh", 8, false) - r.irp("fresh", 1, false)) / 7,
                    r -> 1.3),
            new Row(
                    "IRP, 8 layers, fresh, a share in each",
                    "ns",
                    r -> r.irp("fresh", 8, true),
                    "without shares",
                    r -> r.irp("fresh", 8, false),
                    r -> 2.2),
            bytes("allocated for a fresh IRP, 8 layers", irpKey("fresh", 8, false), 550),
            bytes("allocated for a reused IRP, 8 layers", irpKey("reused", 8, false), 0.5),
            new Row("ring, a step", "ns", r -> r.nanos(RECORDER + "ring"), "", null, r -> 10.0),
            new Row(
                    "a step in a machine with a ring",
                    "ns",
                    r -> r.nanos(RECORDER + "stepWithRing"),
                    "JFR event",
                    r -> r.nanos(RECORDER + "jfr"),
                    r -> 1.0),
            row("ring, a step", RECORDER + "ring", "an object for each", RECORDER + "objectPerEvent", Double.NaN),
            bytes("ring, allocated for a step", RECORDER + "ring", 0.1),
            row("a step to which nobody listens", RECORDER + "stepWhenQuiet", "no step", RECORDER + "baseline", 2),
            row("remove lock to which nobody listens", LOCK + "free", "with a listener", LOCK + "watched", 1),
            row(
                    "release-and-wait, held for 0.2 ms: late by",
                    "WakeUpBench.releaseAndWait heldNanos=200000",
                    "LockSupport.park",
                    "WakeUpBench.park heldNanos=200000",
                    2),
            row(
                    "release-and-wait, released at once: late by",
                    "WakeUpBench.releaseAndWait heldNanos=0",
                    "LockSupport.park",
                    "WakeUpBench.park heldNanos=0",
                    2));

    private PerformancePage() {}

    private static String irpKey(String which, int layers, boolean locks) {
        return "IrpBench." + which + " layers=" + layers + " locks=" + locks;
    }

    private static Row row(String what, String ours, String peerName, String peer, double limit) {
        return new Row(what, "ns", r -> r.nanos(ours), peerName, r -> r.nanos(peer), r -> limit);
    }

    private static Row bytes(String what, String ours, double limit) {
        return new Row(what, "B", r -> r.bytes(ours), "", null, r -> limit);
    }

    /** Writes it. */
    public static void main(String[] arguments) throws IOException {
        List<Results> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tsv")).sorted().toList()) {
                all.add(read(file));
            }
        }
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Results results : all) {
            page.append("\n## JDK ").append(results.jdk()).append("\n\n");
            page.append("| Work | Ours | Beside | Its time | Quotient | Limit | |\n|---|--:|---|--:|--:|--:|---|\n");
            for (Row row : ROWS) {
                page.append(line(row, results));
            }
            page.append("\nOne IRP down and up, in nanoseconds, by layers:\n\n");
            page.append("| | 1 | 2 | 4 | 8 | 16 | 32 |\n|---|--:|--:|--:|--:|--:|--:|\n");
            layers(page, results, "fresh", false, "fresh");
            layers(page, results, "fresh", true, "fresh, a share in each layer");
            layers(page, results, "reused", false, "reused");
            layers(page, results, "reused", true, "reused, a share in each layer");
        }
        Files.writeString(Path.of(arguments[1]), page);
    }

    private static Results read(Path file) throws IOException {
        Map<String, double[]> lines = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split("\t");
            lines.put(columns[0], new double[] {Double.parseDouble(columns[1]), Double.parseDouble(columns[2])});
        }
        return new Results(file.getFileName().toString().replaceAll("\\D", ""), lines);
    }

    private static String line(Row row, Results results) {
        double ours = row.ours().apply(results);
        double peer = row.peer() == null ? Double.NaN : row.peer().apply(results);
        double limit = row.limit().apply(results);
        double judged = row.peer() == null ? ours : ours / peer;
        String verdict = Double.isNaN(limit) || Double.isNaN(judged) ? "" : judged <= limit ? "within" : "**over**";
        return "| " + row.what() + " | " + number(ours) + " " + row.unit() + " | " + row.peerName() + " | "
                + number(peer) + " | " + (row.peer() == null ? "" : number(judged)) + " | "
                + number(limit) + " | " + verdict + " |\n";
    }

    private static void layers(StringBuilder page, Results results, String which, boolean locks, String name) {
        page.append("| ").append(name);
        for (int layers = 1; layers <= 32; layers *= 2) {
            page.append(" | ").append(number(results.irp(which, layers, locks)));
        }
        page.append(" |\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private static final String INTRODUCTION =
            """
            # Speed

            What a live machine costs when nobody listens to it, beside what others cost in the same run. A time is
            what a tenth of the iterations in several JVMs stayed below, since what else the host does only adds; it differs from
            host to host, so look at the quotients. The results below were taken on two cores that had other work
            as well, so no row is settled by them, within or over. The page is written from
            `docs/src/bench-results` by `PerformancePage`; do not edit it.

            ```
            mvn -Pbench -pl core verify                              # runs all on this JDK and writes the page
            mvn -Pbench -pl core verify -Dwdmsim.bench=IrpBench      # one class, keeps the other results
            mvn -Pbench -pl core verify -Dwdmsim.bench=none          # writes the page again
            ```

            The remove lock counts in a cell for each thread (`ShareCount`), so two processors do not take one cache line
            from each other; a checked build announces each share in a slot (`TaggedShares`). The place of an acquisition
            is kept for one in 1024 of each slot, because walking the stack costs a hundred times as much as the lock. Where a ring
            records a live machine, a thread reads the clock every 32 steps.
            """;
}
