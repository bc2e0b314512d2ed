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
    private static final String LINCHECK = "LincheckBench.orders";

    /** The results of one JDK: for each benchmark the nanoseconds of every round, then the bytes. */
    private record Results(String jdk, Map<String, double[]> nanos, Map<String, Double> bytes) {
        /** What a round gave; the median of all rounds for what is the same in all. */
        Round round(int number) {
            return new Round(this, number);
        }

        /** How many rounds there were; a class that is run again alone must be run as often as the others. */
        int rounds() {
            List<Integer> lengths = nanos.values().stream().map(of -> of.length).distinct().toList();
            if (lengths.size() > 1) {
                throw new IllegalStateException("the results of JDK " + jdk + " have rounds of different number, " + lengths
                        + "; run all benchmarks again, or these with -Dwdmsim.bench.rounds=" + lengths.get(0));
            }
            return lengths.isEmpty() ? 0 : lengths.get(0);
        }

        /** The median of what it gives in each round; not a number when a round has none. */
        double median(Function<Round, Double> what) {
            List<Double> values = new ArrayList<>();
            for (int number = 0; number < rounds(); number++) {
                values.add(what.apply(round(number)));
            }
            return values.stream().anyMatch(value -> value.isNaN()) ? Double.NaN : Bench.median(values);
        }
    }

    private record Round(Results results, int number) {
        double nanos(String key) {
            double[] rounds = results.nanos().get(full(key));
            return rounds == null || number >= rounds.length ? Double.NaN : rounds[number];
        }

        double bytes(String key) {
            return results.bytes().getOrDefault(full(key), Double.NaN);
        }

        private static String full(String key) {
            return key.contains("threads=") ? key : key + " threads=1";
        }

        double irp(String which, int layers, boolean locks) {
            return nanos(irpKey(which, layers, locks));
        }
    }

    /** What is compared; the limit belongs to the quotient, or to ours when there is no peer. */
    private record Row(
            String what,
            String unit,
            Function<Round, Double> ours,
            String peerName,
            Function<Round, Double> peer,
            Function<String, Double> limit) {}

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
                    jdk -> jdk.equals("17") ? 0.45 : 1.0),
            new Row(
                    "the same",
                    "ns",
                    r -> r.irp("fresh", 8, false),
                    "eight calls that are nothing else",
                    r -> r.nanos("PipelineBench.callChain"),
                    jdk -> Double.NaN),
            new Row(
                    "IRP, 8 layers, reused",
                    "ns",
                    r -> r.irp("reused", 8, false),
                    "eight calls that are nothing else",
                    r -> r.nanos("PipelineBench.callChain"),
                    jdk -> Double.NaN),
            new Row(
                    "a layer more, from 8 to 32 layers",
                    "ns",
                    r -> (r.irp("fresh", 32, false) - r.irp("fresh", 8, false)) / 24,
                    "a layer more, from 1 to 8",
                    r -> (r.irp("fresh", 8, false) - r.irp("fresh", 1, false)) / 7,
                    jdk -> 1.3),
            new Row(
                    "IRP, 8 layers, fresh, a share in each",
                    "ns",
                    r -> r.irp("fresh", 8, true),
                    "without shares",
                    r -> r.irp("fresh", 8, false),
                    jdk -> 2.2),
            bytes("allocated for a fresh IRP, 8 layers", irpKey("fresh", 8, false), 550),
            bytes("allocated for a reused IRP, 8 layers", irpKey("reused", 8, false), 0.5),
            new Row("ring, a step", "ns", r -> r.nanos(RECORDER + "ring"), "", null, jdk -> 10.0),
            new Row(
                    "a step in a machine with a ring",
                    "ns",
                    r -> r.nanos(RECORDER + "stepWithRing"),
                    "JFR event",
                    r -> r.nanos(RECORDER + "jfr"),
                    jdk -> 1.0),
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
                    2),
            explored("remove lock explored, random: a run", "ExploreBench.random", 3_333, 200_000),
            explored("remove lock explored, dfs: a run", "ExploreBench.dfs", 3_333, 200_000),
            explored(
                    "remove lock explored, reduced, 18 runs in all: a run", "ExploreBench.dpor", Double.NaN, Double.NaN),
            row(
                    "remove lock explored by two jobs: a run",
                    "ExploreBench.randomOfTwoJobs",
                    "by one",
                    "ExploreBench.randomOfOneJob",
                    1 / 1.7),
            row("remove lock explored, random: a run", "ExploreBench.random", "Lincheck, an order", LINCHECK, 0.1),
            row("remove lock explored, dfs: a run", "ExploreBench.dfs", "Lincheck, an order", LINCHECK, 0.1),
            explored(
                    "four-layer toaster pulled out under two reads: a run",
                    "ToasterBench.twoReads",
                    100_000,
                    1_000_000));

    private PerformancePage() {}

    private static String irpKey(String which, int layers, boolean locks) {
        return "IrpBench." + which + " layers=" + layers + " locks=" + locks;
    }

    private static Row row(String what, String ours, String peerName, String peer, double limit) {
        return new Row(what, "ns", r -> r.nanos(ours), peerName, r -> r.nanos(peer), jdk -> limit);
    }

    /** The limits are times of a run: 300,000 a second are 3,333 ns. */
    private static Row explored(String what, String ours, double limitOf25, double limitOf17) {
        return new Row(what, "ns", r -> r.nanos(ours), "", null, jdk -> jdk.equals("17") ? limitOf17 : limitOf25);
    }

    private static Row bytes(String what, String ours, double limit) {
        return new Row(what, "B", r -> r.bytes(ours), "", null, jdk -> limit);
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
        Map<String, double[]> nanos = new HashMap<>();
        Map<String, Double> bytes = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.split("\t");
            nanos.put(
                    columns[0],
                    Stream.of(columns[1].split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray());
            bytes.put(columns[0], Double.valueOf(columns[2]));
        }
        return new Results(file.getFileName().toString().replaceAll("\\D", ""), nanos, bytes);
    }

    private static String line(Row row, Results results) {
        double ours = results.median(row.ours());
        double peer = row.peer() == null ? Double.NaN : results.median(row.peer());
        if (Double.isNaN(ours) || (row.peer() != null && Double.isNaN(peer))) {
            return ""; // not measured on this JDK
        }
        double limit = row.limit().apply(results.jdk());
        double judged = row.peer() == null
                ? ours
                : results.median(round -> row.ours().apply(round) / row.peer().apply(round));
        String verdict = Double.isNaN(limit) || Double.isNaN(judged) ? "" : judged <= limit ? "within" : "**over**";
        return "| " + row.what() + " | " + number(ours) + " " + row.unit() + " | " + row.peerName() + " | "
                + number(peer) + " | " + (row.peer() == null ? "" : number(judged)) + " | "
                + number(limit) + " | " + verdict + " |\n";
    }

    private static void layers(StringBuilder page, Results results, String which, boolean locks, String name) {
        page.append("| ").append(name);
        for (int layers = 1; layers <= 32; layers *= 2) {
            int count = layers;
            page.append(" | ").append(number(results.median(round -> round.irp(which, count, locks))));
        }
        page.append(" |\n");
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private static final String INTRODUCTION =
            """
            # Speed

            What a live machine costs when nobody listens to it, beside what others cost in the same run. The benchmarks run
            in rounds, each in a JVM of its own; a time is the median of the rounds, and a quotient the median of the
            rounds' quotients. Times differ from host to host, so look at the quotients; but what is compared may differ, too:
            the limits were set on a host where eight calls took 12 ns, as they do here, but the AtomicInteger pair 11 ns
            and Netty's pipeline 212 ns on JDK 17 and 79 on 25, so that its limits there are 8.0 and 6.6 times eight calls.
            A class that was run again alone has rounds of its own, so
            its quotients with others say less. The page is
            written from `docs/src/bench-results` by `PerformancePage`; do not edit it.

            ```
            mvn -Pbench -pl core verify                              # runs all on this JDK and writes the page
            mvn -Pbench -pl core verify -Dwdmsim.bench=IrpBench      # one class, keeps the other results
            mvn -Pbench -pl core verify -Dwdmsim.bench=none          # writes the page again
            mvn -Pbench -pl sample-drivers -am verify -Dwdmsim.bench=none # the toaster; then write the page again
            ```

            The remove lock counts in a cell for each thread (`ShareCount`), so two processors do not take one cache line
            from each other; a checked build announces each share in a slot (`TaggedShares`). The place of an acquisition
            is kept for one in 1024 of each slot, because walking the stack costs a hundred times as much as the lock. Where a ring
            records a live machine, a thread reads the clock every 32 steps. A new IRP takes the stack locations of the one that
            its thread freed last, as IoAllocateIrp takes them from a lookaside list; a step into a ring writes references
            into memory that is old, which the collector wants to know of.

            The explored remove lock is a device with a lock, two threads that take a share and give it up, and a remover: about 22
            steps a run, with a machine of its own and the verifier on. Lincheck runs the same program in plain Java, at the grain
            of single memory accesses. It does its work up to JDK 23 only. Known figures, not measured here: Fray on JDK 25 makes
            about 1,200 executions a second of that program, a prototype with bare continuations and nothing else a million.
            A reduced search of it is 18 runs, so what is measured there is the beginning and the end of a search. These machines
            run with the parallel collector, which is the right one for a campaign: `java -XX:+UseParallelGC -jar wdmsim.jar`. On
            JDK 17 the threads of one job already keep both processors of this host busy, so a second job adds nothing. The
            toaster's run is `surprise-removal-two-reads` as `wdmsim explore` runs it: about 780 steps from the start of the machine
            to its rest.
            """;
}
