package org.wdmsim.samples.scenarios;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.wdmsim.base.KernelObject;
import org.wdmsim.trace.StepListener;
import org.wdmsim.trace.TraceEvent;

/**
 * What each thread does and is answered, step by step. Counters are left out, and the numbers in names are those of the thread's
 * own counting, because they depend on the order of steps that have nothing to do with each other.
 */
final class ThreadHistories implements StepListener {
    private static final Pattern NUMBERED = Pattern.compile("[a-z ]+#\\d+");

    private final Map<String, List<String>> histories = new TreeMap<>();
    private final Map<String, Map<String, Integer>> names = new HashMap<>();

    @Override
    public void onStep(TraceEvent event) {
        if (isRest(event)) {
            return;
        }
        String step = event.kind().title() + " " + event.subjectName() + text(event.first()) + text(event.second());
        history(event).add(inOwnNumbers(event.thread(), step));
    }

    @Override
    public void onResult(TraceEvent event, Object result) {
        if (!isRest(event)) {
            history(event).add("->" + inOwnNumbers(event.thread(), text(result)));
        }
    }

    /** How often the PnP worker has found nothing to do is no history. */
    private static boolean isRest(TraceEvent event) {
        return event.subjectName().equals("PnP work");
    }

    private List<String> history(TraceEvent event) {
        return histories.computeIfAbsent(event.thread(), unseen -> new ArrayList<>());
    }

    private static String text(Object value) {
        return value instanceof Enum || value instanceof KernelObject ? " " + TraceEvent.text(value) : "";
    }

    private String inOwnNumbers(String thread, String text) {
        Map<String, Integer> known = names.computeIfAbsent(thread, unseen -> new HashMap<>());
        return NUMBERED.matcher(text).replaceAll(name -> {
            int number = known.computeIfAbsent(name.group(), unseen -> known.size());
            return name.group().replaceAll("\\d+", String.valueOf(number));
        });
    }

    @Override
    public String toString() {
        return histories.toString();
    }
}
