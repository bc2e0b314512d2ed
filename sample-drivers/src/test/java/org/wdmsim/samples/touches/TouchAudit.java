package org.wdmsim.samples.touches;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StepKind;
import org.wdmsim.base.Touch;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/**
 * Compares what the steps of a run say they touch with what they touch: of any two accesses of two threads to the same field
 * of the model, one of them a write, one must happen before the other by what the steps have said.
 */
public final class TouchAudit implements TransitionListener {
    private static final Set<String> LOOKS = Set.of(
            "get",
            "size",
            "isEmpty",
            "contains",
            "containsKey",
            "iterator",
            "next",
            "hasNext",
            "peek",
            "peekFirst",
            "getOrDefault",
            "values",
            "keySet",
            "entrySet",
            "stream",
            "indexOf",
            "forEach",
            "getFirst",
            "getLast",
            "peekLast",
            "equals",
            "hashCode",
            "toString",
            "containsAll",
            "listIterator",
            "getKey",
            "getValue",
            "toArray",
            "getAcquire",
            "getVolatile",
            "getOpaque",
            "subList",
            "intValue",
            "longValue",
            "ordinal",
            "compareTo");

    private static final Set<String> KEYED = Set.of(
            "get",
            "put",
            "remove",
            "containsKey",
            "contains",
            "add",
            "getOrDefault",
            "computeIfAbsent",
            "merge",
            "putIfAbsent");

    private static TouchAudit running; // each test has a class of its own, in a loader of its own

    private final Map<Object, Map<String, Accesses>> memory = new IdentityHashMap<>();
    private final Map<Object, String> names = new IdentityHashMap<>();
    private final Map<String, Integer> findings = new LinkedHashMap<>();
    private final Map<Integer, Map<Touch, Map<Integer, int[]>>> things = new HashMap<>();
    private final Map<Integer, int[]> clocks = new HashMap<>(); // by thread: of its last transition
    private final Map<Integer, int[]> woken = new HashMap<>();
    private int[] floor = {};

    private int thread = -1;
    private String label;
    private int[] extra = {};
    private final Map<Integer, Set<Touch>> touched = new LinkedHashMap<>();
    private final List<Access> accesses = new ArrayList<>();
    private final List<Integer> wakes = new ArrayList<>();
    private boolean rests;
    private final int unheard;

    private record Access(Object owner, String field, Touch how) {}

    private record Seen(int thread, int number, String label) {}

    private static final class Accesses {
        final Map<Touch, Map<Integer, Seen>> last = new EnumMap<>(Touch.class);
    }

    TouchAudit(int unheard) {
        this.unheard = unheard;
    }

    /** Begins to look. */
    public void begin() {
        running = this;
    }

    /** What was found: a field and two steps, and how often. */
    public Map<String, Integer> findings() {
        return findings;
    }

    /** The model reads a field. */
    public static void read(Object owner, String field) {
        note(owner, field, Touch.READ);
    }

    /** The model writes a field. */
    public static void write(Object owner, String field) {
        note(owner, field, Touch.WRITE);
    }

    /** The model reads a field that leads to a collection. */
    public static void named(Object collection, String field) {
        if (running != null && collection != null) {
            running.names.putIfAbsent(collection, field);
        }
    }

    /** The model calls a collection's method, or a way to a field. */
    public static void call(Object owner, String method, Object first) {
        String name = method.substring(method.indexOf('.') + 1);
        Touch how = LOOKS.contains(name) ? Touch.READ : Touch.WRITE;
        boolean isKeyed = (owner instanceof Map || owner instanceof Set) && KEYED.contains(name);
        if (isKeyed) {
            // An entry of its own: others than of this key cannot tell, but for those who walk through all.
            note(owner, "entry " + (first instanceof KernelObject object ? object.objectName() : first), how);
        }
        if (!isKeyed || how == Touch.WRITE) {
            note(owner, method.startsWith("VarHandle") ? "by VarHandle" : "elements", isKeyed ? Touch.ADD : how);
        }
    }

    private static void note(Object owner, String field, Touch how) {
        TouchAudit audit = running;
        if (audit != null && audit.thread >= 0 && !audit.rests && owner != null) {
            audit.accesses.add(new Access(owner, field, how));
        }
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {
        end();
        SimThread next = point.candidate(candidate);
        thread = next.number();
        StepKind kind = next.pendingKind();
        label = kind == null ? "going on" : kind.info().title();
    }

    @Override
    public void touches(int what, Touch how) {
        if (thread >= 0 && !rests && what != unheard) {
            touched.computeIfAbsent(what, unseen -> new java.util.TreeSet<>()).add(how);
        }
    }

    @Override
    public void comesAfter(int what) {
        things.getOrDefault(what, Map.of()).forEach((how, byThread) -> {
            if (how != Touch.READ) {
                byThread.values().forEach(clock -> extra = joined(extra, clock));
            }
        });
    }

    @Override
    public void wakes(SimThread who) {
        wakes.add(who.number());
    }

    @Override
    public void rests() {
        end();
        rests = true;
    }

    @Override
    public void timePassed() {
        end();
        clocks.values().forEach(clock -> floor = joined(floor, clock));
    }

    private void end() {
        if (thread < 0) {
            return;
        }
        int[] clock = joined(
                floor,
                joined(extra, joined(clocks.getOrDefault(thread, new int[0]), woken.getOrDefault(thread, new int[0]))));
        woken.remove(thread);
        if (!touched.isEmpty()) {
            touched.computeIfAbsent(EVERYTHING, unseen -> new java.util.TreeSet<>(Set.of(Touch.READ)));
        }
        for (Map.Entry<Integer, Set<Touch>> touch : touched.entrySet()) {
            for (Map.Entry<Touch, Map<Integer, int[]>> before :
                    things.getOrDefault(touch.getKey(), Map.of()).entrySet()) {
                for (Touch how : touch.getValue()) {
                    if (!how.commutesWith(before.getKey())) {
                        for (int[] other : before.getValue().values()) {
                            clock = joined(clock, other);
                        }
                    }
                }
            }
        }
        clock = Arrays.copyOf(clock, Math.max(clock.length, thread + 1));
        int number = ++clock[thread];
        int[] mine = clock;
        clocks.put(thread, mine);
        touched.forEach((what, hows) -> hows.forEach(how -> things.computeIfAbsent(what, unseen -> new HashMap<>())
                .computeIfAbsent(how, unseen -> new HashMap<>())
                .put(thread, mine)));
        for (int who : wakes) {
            woken.merge(who, mine, TouchAudit::joined);
        }
        for (Access access : accesses) {
            check(access, mine, number);
        }
        extra = new int[0];
        touched.clear();
        accesses.clear();
        wakes.clear();
        thread = -1;
    }

    private void check(Access access, int[] clock, int number) {
        Accesses all = memory.computeIfAbsent(access.owner(), unseen -> new HashMap<>())
                .computeIfAbsent(access.field(), unseen -> new Accesses());
        all.last.forEach((how, byThread) -> {
            if (!how.commutesWith(access.how())) {
                byThread.values().forEach(seen -> compare(seen, access, clock));
            }
        });
        all.last.computeIfAbsent(access.how(), unseen -> new HashMap<>()).put(thread, new Seen(thread, number, label));
    }

    private void compare(Seen seen, Access access, int[] clock) {
        if (seen.thread() != thread && (seen.thread() >= clock.length || clock[seen.thread()] < seen.number())) {
            String field = access.field().contains(".")
                    ? access.field()
                    : access.field() + " of "
                            + names.getOrDefault(
                                    access.owner(), access.owner().getClass().getName());
            findings.merge(field + ": " + seen.label() + " | " + label, 1, Integer::sum);
        }
    }

    private static int[] joined(int[] one, int[] other) {
        int[] longer = Arrays.copyOf(one, Math.max(one.length, other.length));
        for (int i = 0; i < other.length; i++) {
            longer[i] = Math.max(longer[i], other[i]);
        }
        return longer;
    }
}
