package org.wdmsim.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counting by itself, and on two host threads for a bounded number of rounds. */
class ShareCountTest {
    private final AtomicInteger calls = new AtomicInteger();

    private static void onThread(Runnable body) {
        Thread thread = new Thread(body);
        thread.start();
        join(thread);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shares_count_up_and_down_on_whatever_thread() {
        ShareCount shares = new ShareCount(4, calls::incrementAndGet);
        assertThat(shares.enter()).isTrue();
        onThread(shares::enter);
        assertThat(shares.count()).isEqualTo(2);
        shares.leave();
        shares.leave();
        assertThat(shares.count()).isZero();
        assertThat(calls).hasValue(0);
    }

    @Test
    void after_closing_nobody_comes_in_and_the_last_one_out_is_told() {
        ShareCount shares = new ShareCount(4, calls::incrementAndGet);
        shares.enter();
        shares.enter();
        shares.close();
        assertThat(shares.enter()).isFalse();
        shares.leave();
        assertThat(calls).hasValue(0);
        assertThat(shares.isSoonEmpty()).isFalse();
        onThread(shares::leave);
        assertThat(calls).hasValue(1);
        assertThat(shares.isSoonEmpty()).isTrue();
    }

    @Test
    void a_tag_ends_its_own_share_wherever_it_was_taken() {
        TaggedShares shares = new TaggedShares(4, calls::incrementAndGet, Object::equals);
        onThread(() -> shares.enter("one", 0));
        shares.enter(null, 0);
        shares.enter(null, 0);
        assertThat(shares.count()).isEqualTo(3);
        assertThat(shares.leave("two")).isFalse();
        assertThat(shares.leave(new String("one"))).isTrue();
        assertThat(shares.leave("one")).isFalse();
        onThread(() -> assertThat(shares.leave(null)).isTrue());
        assertThat(shares.announced()).singleElement().satisfies(slot -> {
            assertThat(slot.tag()).isNull();
            assertThat(slot.holder()).isEqualTo(Thread.currentThread().getName());
        });
    }

    @Test
    void slots_are_used_again() {
        TaggedShares shares = new TaggedShares(1, calls::incrementAndGet, Object::equals);
        ShareSlot first = shares.enter("a", 0);
        ShareSlot second = shares.enter("b", 0);
        shares.leave("a");
        assertThat(shares.enter("c", 7)).isSameAs(first);
        first.takenAt("toaster.c", 118);
        assertThat(first.site()).isEqualTo("toaster.c:118");
        assertThat(first.since()).isEqualTo(7);
        shares.leave("b");
        assertThat(shares.enter("d", 0)).isSameAs(second);
        shares.leave("c");
        assertThat(shares.enter("e", 0)).isSameAs(first);
        assertThat(first.site()).as("where the share before was taken").isEmpty();
        assertThat(shares.leave("c")).as("the tag of a share that has ended").isFalse();
    }

    /** What only real processors do: their stores and loads pass each other. */
    @Test
    @Timeout(60)
    void no_share_is_held_after_the_wait_and_no_wake_up_is_lost_on_host_threads() {
        for (int round = 0; round < 2_000; round++) {
            boolean withTags = round % 2 == 0;
            Gate gate = new Gate();
            TaggedShares tagged = new TaggedShares(2, gate::open, Object::equals);
            ShareCount shares = withTags ? tagged : new ShareCount(2, gate::open);
            AtomicInteger inside = new AtomicInteger();
            Runnable visits = () -> {
                String tag = Thread.currentThread().getName();
                while (withTags ? tagged.enter(tag, 0) != null : shares.enter()) {
                    inside.incrementAndGet();
                    inside.decrementAndGet();
                    if (withTags) {
                        tagged.leave(tag);
                    } else {
                        shares.leave();
                    }
                }
            };
            Thread one = new Thread(visits, "one");
            Thread two = new Thread(visits, "two");
            one.start();
            two.start();
            for (int i = 0; i < round; i++) {
                Thread.onSpinWait();
            }
            shares.close();
            while (shares.count() > 0) {
                gate.pass();
            }
            assertThat(inside).as("round %s", round).hasValue(0);
            join(one);
            join(two);
            assertThat(shares.count()).isZero();
        }
    }
}
