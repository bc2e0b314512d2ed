package org.wdmsim.explore;

import java.util.ArrayList;
import java.util.List;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.ke.KeStep;
import org.wdmsim.machine.Outcome;
import org.wdmsim.sched.ChoicePoint;
import org.wdmsim.sched.Question;
import org.wdmsim.sched.RunPruned;
import org.wdmsim.sched.ScheduleDiverged;
import org.wdmsim.sched.SchedulePolicy;
import org.wdmsim.sched.SimThread;
import org.wdmsim.sched.TransitionListener;

/**
 * Every schedule but those that differ only in the order of steps that have nothing to do with each other: dynamic
 * partial-order reduction with source sets and sleep sets.
 *
 * <p>A step has to do with whatever it touches, and with everything unless its row says what it touches; see {@link
 * org.wdmsim.base.StepInfo.Reach}. Memory of the threads' own is not seen: threads may share kernel objects only, {@link
 * org.wdmsim.ex.InterlockedValue} for one, or schedules are left out that differ. What several threads write in the same way,
 * and none of them reads, does no harm. DPCs and interrupts are refused, because who waits for a certain processor is nothing
 * that a step touches, and so is a machine with fewer processors than threads need.
 *
 * @source Abdulla, Aronis, Jonsson, Sagonas, "Optimal Dynamic Partial Order Reduction", 2014
 */
public final class DporSearch implements Search, SchedulePolicy, TransitionListener {
    // The path of the run: node n is the state before transition n, and the transition itself. In each run the
    // transitions of the run before are taken again up to the node where another thread is to go; from there on the run
    // is new. A run is looked at once, when its transition has ended: with which earlier ones it races, and which
    // threads must therefore be tried at the nodes before those.
    static final int MOST_THREADS = 64;

    private final List<DporNode> path = new ArrayList<>();
    private final Causality causality = new Causality();
    private int length; // transitions that have begun in this run
    private int prefix; // transitions that the run takes as the run before; the next one is new
    private boolean begun;
    private boolean rests;
    private boolean retakes; // transitions of the run before
    private long pruned;
    private final Touches again = new Touches(); // of a transition that is taken again: they must be the same
    private boolean hasDiverged;
    private String refusal; // why this story cannot be reduced
    private final DporPart part;
    private final DporScout scout; // null unless the tree is only looked at, down to a certain depth

    /** A search that has not begun. */
    public DporSearch() {
        this(DporPart.WHOLE, null);
    }

    /** A search of one part; with a scout, only for where it may be cut. */
    DporSearch(DporPart part, DporScout scout) {
        this.part = part;
        this.scout = scout;
    }

    @Override
    public String name() {
        return "dpor";
    }

    @Override
    public String bound() {
        return "with any number of preemptions, up to the order of steps that commute,";
    }

    /** How many runs were broken off because their rest was known. */
    public long pruned() {
        return pruned;
    }

    @Override
    public SchedulePolicy next() {
        if (hasDiverged) {
            return null; // what was learnt so far is about another story
        }
        if (begun) {
            endTransition();
            if (!backtrack()) {
                return null;
            }
        }
        retakes = begun;
        begun = true;
        rests = false;
        length = 0;
        again.clear();
        causality.clear();
        return this;
    }

    /**
     * A machine that is stopped keeps everybody else from going on: each of them could have gone before the last step. Who
     * would only have spun for a lock could have had it before the one who holds it.
     */
    @Override
    public void ended(ExploredRun run) {
        endTransition();
        if (run.isClean() && retakes && length <= prefix) {
            throw ScheduleDiverged.atItsEnd(length, prefix + 1);
        }
        if (run.isClean() && length < part.depth()) {
            throw ScheduleDiverged.atItsEnd(length, part.depth());
        }
        boolean wasStopped = !run.outcome().isClean() && !(run.outcome() instanceof Outcome.Deadlocked);
        if (wasStopped && length > 0) {
            DporNode last = path.get(length - 1);
            last.toTry |= last.enabled | last.spinners;
        }
        if (scout != null) {
            scout.ended(part(0, new Touches[MOST_THREADS]));
        }
    }

    /** Finds the last node at which another thread must go; false when there is none. */
    private boolean backtrack() {
        for (int depth = length - 1; depth >= part.depth(); depth--) {
            DporNode node = path.get(depth);
            if (node.answersOtherwise()) {
                prefix = depth;
                return true;
            }
            node.putToSleep();
            long left = node.toTry & ~node.asleep;
            if (left != 0) {
                node.next = Long.numberOfTrailingZeros(left);
                prefix = depth;
                return true;
            }
        }
        return false;
    }

    @Override
    public int choose(ChoicePoint point) {
        if (length < part.depth()) {
            return candidate(point, part.thread(length));
        }
        if (length <= prefix && length < path.size()) {
            return candidate(point, path.get(length).next);
        }
        long asleep = asleepAt(length);
        long awake = enabled(point) & ~asleep;
        if (awake == 0) {
            awake = everybody(point) & ~asleep & ~enabled(point); // they show for whom they spin
        }
        int first = -1;
        for (int i = 0; i < point.size(); i++) {
            if ((awake & bit(point.candidate(i))) != 0) {
                if (isAboutToWait(point.candidate(i))) {
                    return i; // a wait that has begun early makes those that pass at once needless
                }
                first = first < 0 ? i : first;
            }
        }
        if (first >= 0) {
            return first;
        }
        throw prune();
    }

    /** What is answered belongs to the transition: a thread's turn is done when every way to answer was tried. */
    @Override
    public int answer(Question question) {
        DporNode node = path.get(length - 1);
        try {
            return node.answers.to(question, node.isTakenAgain);
        } catch (ScheduleDiverged other) {
            hasDiverged = true;
            throw other;
        }
    }

    private static boolean isAboutToWait(SimThread thread) {
        return thread.pendingKind() == KeStep.KE_WAIT;
    }

    /**
     * Who could do something. Who would only spin could not, unless there is nobody else: then the machine is stuck, and to
     * spin shows why.
     */
    private static long enabled(ChoicePoint point) {
        long all = 0;
        long some = 0;
        for (int i = 0; i < point.size(); i++) {
            long bit = bit(point.candidate(i));
            all |= bit;
            some |= KSpinLock.wouldSpin(point.candidate(i)) ? 0 : bit;
        }
        return some == 0 ? all : some;
    }

    private static long everybody(ChoicePoint point) {
        long all = 0;
        for (int i = 0; i < point.size(); i++) {
            all |= bit(point.candidate(i));
        }
        return all;
    }

    private RunPruned prune() {
        pruned++;
        return new RunPruned();
    }

    private static int candidate(ChoicePoint point, int thread) {
        for (int i = 0; i < point.size(); i++) {
            if (point.candidate(i).number() == thread) {
                return i;
            }
        }
        throw ScheduleDiverged.withoutThread(point.index(), thread);
    }

    private static long bit(SimThread thread) {
        if (thread.number() >= MOST_THREADS) {
            throw new NotReducible(
                    "partial-order reduction follows " + MOST_THREADS + " threads, and the story makes more");
        }
        return 1L << thread.number();
    }

    @Override
    public void goes(ChoicePoint point, int candidate) {
        if (refusal != null) {
            throw new NotReducible(refusal);
        }
        endTransition();
        SimThread thread = point.candidate(candidate);
        long mine = bit(thread);
        long asleep = asleepAt(length);
        DporNode node;
        if (length < path.size() && length <= prefix) {
            node = path.get(length);
            if (node.next != thread.number()) {
                throw ScheduleDiverged.withoutThread(point.index(), node.next);
            }
            node.goes(thread.number(), length < prefix);
        } else {
            if ((asleep & mine) != 0) {
                throw prune();
            }
            if (length < part.depth() && part.thread(length) != thread.number()) {
                throw ScheduleDiverged.withoutThread(point.index(), part.thread(length));
            }
            if (scout != null && length == scout.depth()) {
                scout.comesTo(part(asleep, path.get(length - 1).ofSleepers));
                throw prune();
            }
            while (path.size() > length) {
                path.remove(path.size() - 1);
            }
            node = new DporNode(
                    thread.number(),
                    asleep,
                    length == 0 || length == part.depth() ? part.ofSleepers() : path.get(length - 1).ofSleepers);
            if (length < part.depth()) {
                node.answers.mustBe(part.answers()[length]);
            }
            path.add(node);
            node.enabled = enabled(point);
            node.spinners = everybody(point) & ~node.enabled;
            if (scout != null) {
                node.toTry |= node.enabled;
            }
        }
        length++;
        causality.begins(thread.number(), !thread.cameWithTime());
        node.cameWithTime = thread.cameWithTime();
        if (node.cameWithTime) {
            touches(CLOCK, Touch.WRITE);
        }
    }

    private long asleepAt(int depth) {
        if (depth <= part.depth()) {
            return depth == part.depth() ? part.asleep() : 0;
        }
        return path.get(depth - 1).asleepAfter();
    }

    /** Where this run has come to, as the beginning of a part. */
    private DporPart part(long asleep, Touches[] ofSleepers) {
        int[] threads = new int[length];
        int[][] answers = new int[length][];
        for (int depth = 0; depth < length; depth++) {
            threads[depth] = path.get(depth).thread;
            answers[depth] = path.get(depth).answers.values();
        }
        return new DporPart(threads, answers, asleep, ofSleepers.clone());
    }

    @Override
    public void touches(int what, Touch how) {
        if (length > 0 && !rests) {
            DporNode node = path.get(length - 1);
            (node.isTakenAgain ? again : node.touches).add(what, how);
        }
    }

    @Override
    public void acquires(int state, int release) {
        if (length > 0 && !rests) {
            causality.acquires(state, release);
        }
    }

    @Override
    public void spins(int state) {
        if (length > 0 && !rests) {
            causality.spins(state);
        }
    }

    @Override
    public void comesAfter(int what) {
        if (length > 0) {
            causality.comesAfter(what);
        }
    }

    @Override
    public void wakes(SimThread thread) {
        if (length > 0) {
            causality.wakes(thread.number());
        }
    }

    // Both come in the middle of a driver's routine, whose fault it is not; so it is told when the next one goes on.

    @Override
    public void waitsForProcessor(String routine) {
        refuse("partial-order reduction does not follow " + routine + ", whose routine waits for a certain processor");
    }

    @Override
    public void lacksProcessor(SimThread thread) {
        refuse("partial-order reduction needs a processor for each thread, and thread \"" + thread.name()
                + "\" has none; give the machine more processors");
    }

    private void refuse(String why) {
        refusal = refusal == null ? why : refusal;
    }

    @Override
    public void rests() {
        rests = true;
    }

    @Override
    public void timePassed() {
        endTransition();
        causality.timePassed();
    }

    /** The transition that runs has ended: it is known now what it touched. */
    private void endTransition() {
        if (length == 0 || causality.length() == length) {
            return;
        }
        DporNode node = path.get(length - 1);
        mustBeAsBefore(node);
        causality.ends(node.touches);
        if (length > prefix) {
            for (int race = 0; race < causality.races(); race++) {
                reverse(causality.race(race), length - 1);
            }
        }
    }

    private void mustBeAsBefore(DporNode node) {
        if (node.isTakenAgain && !again.isSame(node.touches) || !node.answers.areAllGiven()) {
            hasDiverged = true;
            throw ScheduleDiverged.inWhatItTouches(length - 1);
        }
        again.clear();
    }

    /** Sees to it that some run takes the later of two racing transitions, or what leads to it, before the earlier. */
    private void reverse(int earlier, int later) {
        if (earlier < part.depth()) {
            return; // other parts do that
        }
        DporNode node = path.get(earlier);
        long initials = causality.initials(earlier, later);
        if (causality.hasSpun()) {
            // What he would touch with the lock nobody knows: it may come after what any of them does.
            node.toTry |= (initials & node.enabled) == 0 ? node.enabled : initials & node.enabled;
            return;
        }
        if ((initials & node.toTry) != 0) {
            return;
        }
        long could = initials & node.enabled;
        long wanted = 1L << path.get(later).thread;
        if (could == 0 && path.get(later).cameWithTime) {
            return; // its time had not come
        }
        if (could == 0) {
            node.toTry |= node.enabled; // it could not go for want of a processor: any may free one
        } else {
            node.toTry |= (could & wanted) != 0 ? wanted : Long.lowestOneBit(could);
        }
    }
}
