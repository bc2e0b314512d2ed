package org.wdmsim.live;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Shares that are announced: each has a tag, and it can be told who holds it. A share without a tag can be taken too, by
 * {@link #enter()}.
 */
public final class TaggedShares extends ShareCount {
    // A share with a tag is not counted: the slot that it occupies is the count. Taking a slot is a
    // compare-and-set, then a look at closed; giving it back is a compare-and-set, then a look at closed. So all
    // that ShareCount says of additions and subtractions holds for slots: a share stays in one slot from its
    // beginning to its end, and a walk over all slots meets it.
    //
    // A slot's state has its phase in the lowest two bits and the number of its use above them. FREE becomes
    // FILLING by whoever takes the slot, and he alone writes the tag and the rest; then it is ANNOUNCED; then
    // FREE, of the next use, by whoever ends the share. Since no state comes twice, a tag that was read between
    // reading a state and replacing it is the tag of that use. The tag is no part of the exchange because a
    // reference costs more to exchange than a number.
    //
    // Each cell has a chain of slots, which grows to the most shares that were ever announced there at a time and never
    // gets shorter; after that nothing is allocated. A chain is read without a lock because a slot that is in it stays.
    private static final VarHandle STATE = field("state", long.class);
    private static final VarHandle NEXT = field("next", ShareSlot.class);

    /** Announced in the place of null. */
    static final Object NULL = new Object();

    /** How often a tag that was not found is looked for again. */
    private static final int LOOKS = 100;

    private final ShareSlot[] chains;
    private final BiPredicate<Object, Object> sameTag;

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(ShareSlotFields.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * No shares, open.
     *
     * @param width how many threads are to announce without meeting each other
     * @param nobodyLeft called when a share ends after closing and no other is left
     * @param sameTag true when two tags, the first an announced one, name the same share
     */
    public TaggedShares(int width, Runnable nobodyLeft, BiPredicate<Object, Object> sameTag) {
        super(width, nobodyLeft);
        this.sameTag = sameTag;
        this.chains = new ShareSlot[mask() + 1];
        for (int i = 0; i < chains.length; i++) {
            chains[i] = new ShareSlot();
        }
    }

    /** The chains, for who wants to find his own without asking for this object first. */
    public ShareSlot[] chains() {
        return chains;
    }

    /** The chain in which the running thread announces. */
    public static ShareSlot mine(ShareSlot[] chains) {
        return chains[(int) Thread.currentThread().getId() & (chains.length - 1)];
    }

    /** Takes a share with this tag, at this time; null when it is closed. */
    public ShareSlot enter(Object tag, long time) {
        return enter(mine(chains), tag, time);
    }

    /** The same for a thread that knows its chain. */
    public ShareSlot enter(ShareSlot chain, Object tag, long time) {
        ShareSlot slot = chain;
        long free = slot.state;
        while (!ShareSlot.isFree(free) || !STATE.compareAndSet(slot, free, free + ShareSlot.FILLING)) {
            slot = after(slot);
            free = slot.state;
        }
        slot.fill(tag == null ? NULL : tag, Thread.currentThread(), time);
        STATE.setRelease(slot, free + ShareSlot.ANNOUNCED);
        if (!isClosed()) {
            return slot;
        }
        if (!end(slot, free + ShareSlot.ANNOUNCED)) {
            giveBackAnywhere(tag == null ? NULL : tag); // who has ended this one has left another with its tag
        }
        lookAround();
        return null;
    }

    private static ShareSlot after(ShareSlot slot) {
        if (slot.next == null) {
            NEXT.compareAndSet(slot, (ShareSlot) null, new ShareSlot());
        }
        return slot.next;
    }

    /** Ends the share with this tag, on whatever thread; false when there is none. */
    public boolean leave(Object tag) {
        return leave(mine(chains), tag);
    }

    /** The same for a thread that knows its chain. */
    public boolean leave(ShareSlot chain, Object tag) {
        Object announced = tag == null ? NULL : tag;
        if (!giveBack(chain, announced) && !giveBackAnywhere(announced)) {
            return false;
        }
        if (isClosed()) {
            lookAround();
        }
        return true;
    }

    private static boolean giveBack(ShareSlot chain, Object announced) {
        for (ShareSlot slot = chain; slot != null; slot = slot.next) {
            long state = slot.state;
            if (ShareSlot.isAnnounced(state) && slot.tag == announced && end(slot, state)) {
                return true;
            }
        }
        return false;
    }

    private static boolean end(ShareSlot slot, long announced) {
        return STATE.compareAndSet(slot, announced, announced + (ShareSlot.NEXT_USE - ShareSlot.ANNOUNCED));
    }

    /**
     * Looks in all chains. A walk can miss a share only when other shares with the same tag begin and end while it goes on,
     * so it is repeated before the answer is no.
     */
    private boolean giveBackAnywhere(Object announced) {
        for (int look = 0; look < LOOKS; look++) {
            for (ShareSlot chain : chains) {
                for (ShareSlot slot = chain; slot != null; slot = slot.next) {
                    long state = slot.state;
                    if (ShareSlot.isAnnounced(state) && isSame(slot.tag, announced) && end(slot, state)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isSame(Object there, Object announced) {
        return there == announced || (there != NULL && announced != NULL && sameTag.test(there, announced));
    }

    /** The slots that are announced, for reports. */
    public List<ShareSlot> announced() {
        List<ShareSlot> taken = new ArrayList<>();
        for (ShareSlot chain : chains) {
            for (ShareSlot slot = chain; slot != null; slot = slot.next) {
                if (ShareSlot.isAnnounced(slot.state)) {
                    taken.add(slot);
                }
            }
        }
        return taken;
    }

    /** Shares without a tag, and the slots that are taken. */
    @Override
    public long count() {
        long sum = super.count();
        for (ShareSlot chain : chains) {
            for (ShareSlot slot = chain; slot != null; slot = slot.next) {
                if (!ShareSlot.isFree(slot.state)) {
                    sum++;
                }
            }
        }
        return sum;
    }
}
