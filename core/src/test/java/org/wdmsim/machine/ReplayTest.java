package org.wdmsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceType;
import org.wdmsim.io.DriverObject;
import org.wdmsim.io.IoCsq;
import org.wdmsim.io.Irp;
import org.wdmsim.ke.KEvent;
import org.wdmsim.ke.KSpinLock;
import org.wdmsim.sched.CoroutineCarrier;
import org.wdmsim.sched.CoroutineCarriers;
import org.wdmsim.sched.Policies;
import org.wdmsim.sched.Schedule;
import org.wdmsim.sched.SchedulePolicy;

/** The same choices give the same bytes: again, from text, and on every carrier. */
class ReplayTest {
    /** A story with IRPs, a queue, locks, events and time; some schedules end in a bug check. */
    private static Machine story(SchedulePolicy policy, CoroutineCarrier carrier) {
        MachineBuilder builder = Machine.builder().policy(policy);
        Machine machine = (carrier == null ? builder : builder.carrier(carrier)).build();
        KSpinLock lock = new KSpinLock(machine.kernel(), "lock");
        KEvent ready = KEvent.synchronization(machine.kernel(), "ready");
        Object[] shared = new Object[2];
        machine.thread("driver", () -> {
            DriverObject driver = machine.io()
                    .loadDriver("story", (object, path) -> NtStatus.STATUS_SUCCESS)
                    .value();
            IoCsq queue = new IoCsq(driver, "queue", (same, irp) -> irp.complete(NtStatus.STATUS_CANCELLED));
            driver.allMajorFunctions((device, irp) -> {
                NtStatus status = queue.insert(irp);
                return status.isSuccess() ? NtStatus.STATUS_PENDING : irp.complete(status);
            });
            DeviceObject device =
                    driver.createDevice(null, DeviceType.FILE_DEVICE_UNKNOWN, 0).value();
            Irp irp = machine.io().newSystemIrp(1);
            irp.nextLocation().set(IrpMajor.IRP_MJ_READ, IrpMinor.IRP_MN_NORMAL, null);
            shared[0] = queue;
            shared[1] = irp;
            ready.set();
            machine.io().sendAndWait(device, irp);
            device.delete();
        });
        machine.thread("worker", () -> {
            ready.waitFor(KEvent.FOREVER);
            Irp irp;
            while ((irp = ((IoCsq) shared[0]).removeNext(any -> true)) == null && !((Irp) shared[1]).isFreed()) {
                machine.kernel().currentThread().delay(10);
            }
            if (irp != null) {
                irp.complete(NtStatus.STATUS_SUCCESS);
            }
        });
        machine.thread("canceller", () -> {
            machine.kernel().currentThread().delay(5);
            ((Irp) shared[1]).cancel();
        });
        for (int i = 0; i < 2; i++) {
            machine.thread("contender", () -> {
                Irql old = lock.acquire();
                ready.readState();
                lock.release(old);
            });
        }
        return machine;
    }

    private static String result(Machine machine) {
        Outcome outcome = machine.run();
        return outcome + "\n" + machine.schedule() + "\n" + machine.trace().toText()
                + machine.trace().toJson();
    }

    @Test
    void a_schedule_replays_its_run_byte_for_byte() {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 150; seed++) {
            Machine recorded = story(Policies.random(seed), null);
            String first = result(recorded);
            outcomes.add(recorded.outcome().getClass().getSimpleName());
            Schedule typed = Schedule.parse(recorded.schedule().toString());
            assertThat(result(story(Policies.replay(typed), null))).isEqualTo(first);
        }
        assertThat(outcomes).containsExactlyInAnyOrder("Completed", "BugChecked");
    }

    @Test
    void a_seed_gives_the_same_bytes_on_every_carrier() {
        for (int seed = 0; seed < 20; seed++) {
            Set<String> results = new HashSet<>();
            for (String name : CoroutineCarriers.available()) {
                try (CoroutineCarrier carrier = CoroutineCarriers.open(name)) {
                    results.add(result(story(Policies.random(seed), carrier)));
                    results.add(result(story(Policies.random(seed), carrier)));
                }
            }
            assertThat(results).hasSize(1);
        }
    }
}
