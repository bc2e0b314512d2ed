package org.wdmsim.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.wdmsim.base.BugCheck;
import org.wdmsim.base.BugCheckCode;
import org.wdmsim.base.Touch;
import org.wdmsim.io.DeviceExtension;
import org.wdmsim.io.ExtensionMemory;
import org.wdmsim.ke.DriverFrame;
import org.wdmsim.ke.KThread;
import org.wdmsim.ke.Kernel;
import org.wdmsim.memory.FieldPairs.Look;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;
import org.wdmsim.verifier.OwnRules;

/**
 * Finds a torn protocol between two fields of a device extension, though each access by itself may be locked as it should:
 * whoever changes one of the two changes both, with nothing in between by which another thread could come; a routine looks at
 * one of them before such a change and at the other after it; and it has never looked at both as they stood at one time.
 *
 * <p>It is told of a change that did come between the two looks on this schedule, not of one that could. Two fields that were
 * ever changed one without the other are no pair, and a volatile field belongs to none. A routine is a call of one, such as
 * of a dispatch routine for one IRP; what a driver's own thread does outside of routines is not judged, since nobody knows
 * where it begins anew.
 *
 * @source Artho, Havelund, Biere, "High-Level Data Races", 2003; Lu and others, "MUVI: Automatically Inferring Multi-Variable
 *     Access Correlations", 2007
 */
public final class TornDetector implements TransitionListener {
    private final Map<DeviceExtension, FieldPairs> extensions = new IdentityHashMap<>(); // looked up only
    private final List<List<Activity>> activities = new ArrayList<>(); // by thread, the outermost first
    private int[] sections = new int[8]; // by thread; a section ends when its number is not that of its thread
    private int running = -1;
    private int accesses;
    private Kernel kernel;

    /** A detector for one machine. */
    public TornDetector() {}

    void begin(Kernel machine) {
        kernel = machine;
    }

    @Override
    public boolean reduces() {
        return false;
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {
        running = point.candidate(candidate).number();
        if (running >= sections.length) {
            sections = Arrays.copyOf(sections, running + 8);
        }
    }

    @Override
    public void touches(int what, Touch how) {
        if (running >= 0 && how != Touch.READ) {
            endSection();
        }
    }

    @Override
    public void touchesMemory(int what, Touch how) {
        // What a driver reads and writes tells nobody that he may come.
    }

    @Override
    public void comesAfter(int what) {
        // Nobody comes by that.
    }

    @Override
    public void wakes(SimThread thread) {
        if (running >= 0) {
            endSection();
        }
    }

    /** Others may come by this step, but for those who need a spin lock that is held. */
    private void endSection() {
        KThread me = kernel == null ? null : kernel.currentThread();
        if (me == null || me.heldSpinLocks().isEmpty()) {
            sections[running]++;
        }
    }

    @Override
    public void rests() {
        running = -1;
    }

    @Override
    public void timePassed() {
        // Who could go on has gone on before.
    }

    @Override
    public void leaves() {
        if (running < 0 || running >= activities.size()) {
            return;
        }
        List<Activity> mine = activities.get(running);
        DriverFrame frame = kernel.currentThread().frame();
        if (!mine.isEmpty() && mine.get(mine.size() - 1).isOf(frame)) {
            Activity.Torn torn = mine.remove(mine.size() - 1).torn(sections);
            if (torn != null) {
                throw kernel.bugCheck(report(torn));
            }
        }
    }

    /** The running thread accesses a field of an extension, now. */
    void accesses(Cell cell, Site site, DeviceExtension owner) {
        if (running < 0) {
            return;
        }
        KThread me = kernel.currentThread();
        FieldPairs pairs = extensions.computeIfAbsent(owner, FieldPairs::new);
        pairs.comes(me, sections);
        Look look = new Look(cell, site, me, ++accesses, kernel.steps());
        int number = pairs.indexOf(cell);
        if (site.isWrite()) {
            pairs.changes(number, look, running, sections[running]);
        } else if (me.frame() != null || me.kind() == KThread.Kind.USER) {
            activity(me.frame()).looks(pairs, number, look, running);
        }
    }

    private Activity activity(DriverFrame frame) {
        while (activities.size() <= running) {
            activities.add(new ArrayList<>());
        }
        List<Activity> mine = activities.get(running);
        for (int i = mine.size() - 1; i >= 0; i--) {
            if (mine.get(i).isOf(frame)) {
                return mine.get(i);
            }
        }
        Activity begun = new Activity(frame);
        mine.add(begun);
        return begun;
    }

    private static BugCheck report(Activity.Torn torn) {
        String first = torn.first().site().member();
        String then = torn.then().site().member();
        int changes = torn.pair().changes();
        return BugCheck.of(
                        BugCheckCode.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "torn protocol between " + first + " and " + then)
                .parameters(
                        OwnRules.TORN_PROTOCOL, torn.first().cell(), torn.then().cell())
                .what("a routine has seen " + torn.first().cell().objectName() + " as it was before another thread"
                        + " changed both, and " + then + " as it was afterwards")
                .fact("first", torn.first().describe())
                .fact("between", torn.changedFirst().describe())
                .fact("between", torn.changedThen().describe())
                .fact("then", torn.then().describe())
                .fact(
                        "together",
                        "neither was changed without the other"
                                + (changes == 1 ? ", the one time that they were" : ", all " + changes + " times"))
                .todo("read both while the lock is held once; or make one of them volatile, if each is right whatever"
                        + " has become of the other")
                .about(ExtensionMemory.deviceOf(torn.pairs().extension()))
                .build();
    }
}
