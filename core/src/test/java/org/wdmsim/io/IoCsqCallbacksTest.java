package org.wdmsim.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wdmsim.base.IrpMajor.IRP_MJ_READ;
import static org.wdmsim.base.NtStatus.STATUS_CANCELLED;
import static org.wdmsim.base.NtStatus.STATUS_DEVICE_BUSY;
import static org.wdmsim.base.NtStatus.STATUS_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.machine.OutcomeAssert.assertOutcome;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.machine.Machine;
import org.wdmsim.sched.Policies;

/** A cancel-safe queue over a driver's own list: io.md 8.4. */
class IoCsqCallbacksTest {
    /** A stack: the last in is the next out. Refuses when told so. */
    private static final class LastInFirstOut implements IoCsqCallbacks {
        private final StackBench bench;
        private final Deque<Irp> irps = new ArrayDeque<>();
        private final KSpinLock lock;

        LastInFirstOut(StackBench bench) {
            this.bench = bench;
            this.lock = new KSpinLock(bench.kernel(), "lifo lock");
        }

        @Override
        public NtStatus insertIrp(IoCsq queue, Irp irp, Object insertContext) {
            if ("refuse".equals(insertContext)) {
                return STATUS_DEVICE_BUSY;
            }
            irps.push(irp);
            return STATUS_SUCCESS;
        }

        @Override
        public void removeIrp(IoCsq queue, Irp irp) {
            irps.remove(irp);
        }

        @Override
        public Irp peekNextIrp(IoCsq queue, Irp after, Object peekContext) {
            List<Irp> all = new ArrayList<>(irps);
            int next = after == null ? 0 : all.indexOf(after) + 1;
            return next < all.size() ? all.get(next) : null;
        }

        @Override
        public Irql acquireLock(IoCsq queue) {
            return lock.acquire();
        }

        @Override
        public void releaseLock(IoCsq queue, Irql irql) {
            lock.release(irql);
        }

        @Override
        public void completeCanceledIrp(IoCsq queue, Irp irp) {
            bench.note("cancelled " + irp.objectName());
            irp.complete(STATUS_CANCELLED);
        }
    }

    private IoCsq queue;
    private final List<IoCsqIrpContext> contexts = new ArrayList<>();

    private StackBench bench(int seed) {
        StackBench bench = new StackBench(Machine.builder().policy(Policies.random(seed)), 1);
        bench.layer(0, (device, irp) -> {
            if (queue == null) {
                queue = new IoCsq(device.driver(), "lifo", new LastInFirstOut(bench));
            }
            IoCsqIrpContext context = new IoCsqIrpContext();
            contexts.add(context);
            queue.insert(irp, context);
            return STATUS_PENDING;
        });
        return bench;
    }

    private static Irp send(StackBench b) {
        Irp irp = b.irp(IRP_MJ_READ);
        irp.userIosb = new IoStatusBlock();
        b.top().call(irp);
        return irp;
    }

    @Test
    void the_driver_s_own_list_decides_the_order() {
        StackBench bench = bench(0);
        assertOutcome(bench.run(b -> {
                    Irp first = send(b);
                    Irp second = send(b);
                    assertThat(queue.removeNext((Object) null)).isSameAs(second);
                    assertThat(queue.removeNext((Object) null)).isSameAs(first);
                    assertThat(queue.removeNext((Object) null)).isNull();
                    second.complete(STATUS_SUCCESS);
                    first.complete(STATUS_SUCCESS);
                }))
                .isClean();
    }

    @Test
    void a_context_takes_one_certain_irp_once() {
        StackBench bench = bench(0);
        assertOutcome(bench.run(b -> {
                    Irp first = send(b);
                    Irp second = send(b);
                    assertThat(first.driverContext()[3]).isSameAs(contexts.get(0));
                    assertThat(queue.remove(contexts.get(0))).isSameAs(first);
                    assertThat(queue.remove(contexts.get(0))).isNull();
                    first.complete(STATUS_SUCCESS);
                    second.cancel();
                    assertThat(queue.remove(contexts.get(1))).isNull();
                }))
                .isClean();
        assertThat(bench.log).containsExactly("cancelled irp#2");
    }

    @Test
    void a_refused_irp_stays_with_the_caller_and_is_not_marked() {
        StackBench bench = bench(0);
        bench.layer(0, (device, irp) -> {
            IoCsq own = new IoCsq(device.driver(), "lifo", new LastInFirstOut(bench));
            assertThat(own.insertEx(irp, null, "refuse")).isEqualTo(STATUS_DEVICE_BUSY);
            assertThat(irp.location().isMarkedPending()).isFalse();
            return irp.complete(STATUS_DEVICE_BUSY);
        });
        assertOutcome(bench.run(b -> b.send(IRP_MJ_READ))).isClean();
    }

    @Test
    void taking_by_context_and_cancelling_at_once_ends_the_irp_exactly_once_on_every_schedule() {
        for (int seed = 0; seed < 200; seed++) {
            queue = null;
            contexts.clear();
            StackBench bench = bench(seed);
            assertOutcome(bench.run(b -> {
                        Irp irp = send(b);
                        b.thread("canceller", irp::cancelUnlessFinished);
                        b.thread("taker", () -> {
                            Irp taken = queue.remove(contexts.get(0));
                            if (taken != null) {
                                b.note("taken");
                                taken.complete(STATUS_SUCCESS);
                            }
                        });
                    }))
                    .isClean();
            assertThat(bench.log).hasSize(1);
            assertThat(bench.machine.leftovers()).isEmpty();
        }
    }
}
