package org.wdmsim.explore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.wdmsim.sched.Schedule;

/** The text form: a line for each thing that must be the same, one for each part and each finding, and a check sum. */
final class PartialExplorationText {
    private static final String FIRST = "wdmsim exploration 1";
    private static final String END = "end ";
    private static final String TALLY = "runs=(\\d+) steps=(\\d+) pruned=(\\d+) inconclusive=(\\d+) counted=(\\d+)";
    private static final Pattern PARTS = Pattern.compile("parts (\\d+) block=(\\d+) runs=(\\d+) findings=(\\d+)");
    private static final Pattern PART = Pattern.compile("part (\\d+) (complete|left|at ([0-9.:]*)) " + TALLY);
    private static final Pattern FOUND = Pattern.compile("(failed|diverged) " + TALLY + " schedule=([0-9.:]+) (.*)");

    private PartialExplorationText() {}

    static String of(PartialExploration some) {
        PartialExploration.Header header = some.header();
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        text.append("of ").append(header.name()).append('\n');
        text.append("search ").append(header.search()).append('\n');
        text.append("policy ").append(header.shownAs()).append('\n');
        text.append(header.bound() == null ? "unbounded" : "bound " + header.bound())
                .append('\n');
        text.append("parts ").append(header.size());
        text.append(" block=").append(header.block());
        text.append(" runs=").append(header.mostRuns());
        text.append(" findings=").append(header.mostFindings()).append('\n');
        text.append("shards ").append(some.shards()).append('\n');
        some.parts().values().forEach(part -> add(text, part));
        String sum = checkSum(text.toString());
        return text.append(END).append(sum).append('\n').toString();
    }

    private static void add(StringBuilder text, PartResult part) {
        text.append("part ").append(part.part()).append(' ');
        text.append(part.isComplete() ? "complete" : part.position() == null ? "left" : "at " + part.position());
        add(text, part.tally());
        text.append('\n');
        for (PartResult.Found found : part.findings()) {
            text.append(found.diverged() ? "diverged" : "failed");
            add(text, found.at());
            text.append(" schedule=").append(found.schedule()).append(' ');
            text.append(
                    found.headline().replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n"));
            text.append('\n');
        }
    }

    private static void add(StringBuilder text, Tally tally) {
        text.append(" runs=").append(tally.runs());
        text.append(" steps=").append(tally.steps());
        text.append(" pruned=").append(tally.pruned());
        text.append(" inconclusive=").append(tally.inconclusive());
        text.append(" counted=").append(tally.counted());
    }

    private static String checkSum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", sum.getValue());
    }

    static PartialExploration parse(String text) {
        if (!text.startsWith(FIRST + "\n")) {
            throw new IllegalArgumentException("is no exploration: its first line is not \"" + FIRST + "\"");
        }
        int end = text.lastIndexOf("\n" + END) + 1;
        if (end == 0 || !text.substring(end).equals(END + checkSum(text.substring(0, end)) + "\n")) {
            throw new IllegalArgumentException(
                    "is not whole: its last line is not the check sum of the others, so it was cut off or changed");
        }
        try {
            return new Reader(text.substring(0, end)).read();
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            throw new IllegalArgumentException("is whole, but not as wdmsim writes it: " + wrong.getMessage(), wrong);
        }
    }

    private static final class Reader {
        private final String[] lines;
        private int next = 1;

        Reader(String text) {
            lines = text.split("\n");
        }

        PartialExploration read() {
            String name = word("of ");
            String search = word("search ");
            String policy = word("policy ");
            String bound = lines[next].equals("unbounded") ? lines[next++].substring(0, 0) : word("bound ");
            Matcher limits = line(PARTS);
            PartialExploration.Header header = new PartialExploration.Header(
                    name,
                    search,
                    policy,
                    bound.isEmpty() ? null : bound,
                    Long.parseLong(limits.group(3)),
                    Integer.parseInt(limits.group(4)),
                    Integer.parseInt(limits.group(1)),
                    Long.parseLong(limits.group(2)));
            ShardSet shards = ShardSet.parse(word("shards "));
            Map<Integer, PartResult> parts = new TreeMap<>();
            while (next < lines.length) {
                PartResult part = part();
                boolean belongs = part.part() < header.size() && shards.has(part.part());
                if (!belongs || parts.put(part.part(), part) != null) {
                    throw new IllegalArgumentException(
                            "part " + part.part() + " is there twice, or does not belong to it");
                }
            }
            return new PartialExploration(header, shards, parts);
        }

        private String word(String label) {
            if (!lines[next].startsWith(label)) {
                throw new IllegalArgumentException("line " + (next + 1) + " does not begin with \"" + label + "\"");
            }
            return lines[next++].substring(label.length());
        }

        private Matcher line(Pattern form) {
            Matcher line = form.matcher(lines[next]);
            if (!line.matches()) {
                throw new IllegalArgumentException("line " + (next + 1) + " is \"" + lines[next] + "\"");
            }
            next++;
            return line;
        }

        private PartResult part() {
            Matcher part = line(PART);
            List<PartResult.Found> findings = new ArrayList<>();
            while (next < lines.length && !lines[next].startsWith("part ")) {
                findings.add(found());
            }
            return new PartResult(
                    Integer.parseInt(part.group(1)),
                    part.group(2).equals("complete"),
                    tally(part, 4),
                    findings,
                    part.group(3));
        }

        private PartResult.Found found() {
            Matcher found = line(FOUND);
            StringBuilder headline = new StringBuilder();
            unescape(found.group(8), headline::append);
            return new PartResult.Found(
                    tally(found, 2),
                    Schedule.parse(found.group(7)),
                    found.group(1).equals("diverged"),
                    headline.toString(),
                    null);
        }

        private static Tally tally(Matcher line, int first) {
            long[] numbers = new long[5];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(line.group(first + i));
            }
            return new Tally(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        private static void unescape(String text, Consumer<Character> to) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                    c = text.charAt(i) == 'n' ? '\n' : text.charAt(i) == 'r' ? '\r' : text.charAt(i);
                }
                to.accept(c);
            }
        }
    }
}
