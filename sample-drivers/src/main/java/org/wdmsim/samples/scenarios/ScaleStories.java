package org.wdmsim.samples.scenarios;

import static org.wdmsim.base.IrpMinor.IRP_MN_REMOVE_DEVICE;
import static org.wdmsim.base.IrpMinor.IRP_MN_SURPRISE_REMOVAL;
import static org.wdmsim.base.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wdmsim.base.NtStatus.STATUS_DELETE_PENDING;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.samples.scale.ScaleControls.IOCTL_SCALE_CALIBRATE;
import static org.wdmsim.samples.scale.ScaleControls.IOCTL_SCALE_LIST;
import static org.wdmsim.samples.scale.ScaleControls.IOCTL_SCALE_LOAD;
import static org.wdmsim.samples.scale.ScaleControls.IOCTL_SCALE_TARE;
import static org.wdmsim.samples.scale.ScaleControls.IOCTL_SCALE_WEIGH;
import static org.wdmsim.samples.scale.ScaleFunction.GUID_DEVINTERFACE_SCALE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.IoStatusBlock;
import org.wdmsim.io.UserProcess;
import org.wdmsim.pnp.RemovalReason;
import org.wdmsim.pnp.RootBus;
import org.wdmsim.pnp.removal.RemovalResult;
import org.wdmsim.pnp.scenario.Scenario;
import org.wdmsim.pnp.scenario.Signal;
import org.wdmsim.pnp.scenario.Stage;
import org.wdmsim.samples.scale.ScaleLab;

/** Things are weighed, by control codes. */
final class ScaleStories {
    private static final int NUMBER = 4;

    private ScaleStories() {}

    private static byte[] grams(int... weights) {
        ByteBuffer buffer = ByteBuffer.allocate(weights.length * NUMBER).order(ByteOrder.LITTLE_ENDIAN);
        for (int weight : weights) {
            buffer.putInt(weight);
        }
        return buffer.array();
    }

    private static int number(byte[] buffer) {
        return ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static Scenario weigh() {
        return new Scenario(
                "scale",
                "things are weighed by control codes of each transfer method, and the scale is removed",
                "A program puts two things on a scale (in direct), sets the tare (neither), weighs (buffered) and asks for"
                        + " the list with room for one of them (out direct). It also lies about lengths, and is refused."
                        + " Then a user asks for the scale to be removed.",
                ScaleLab.lab(),
                ScaleStories::playWeigh);
    }

    private static void playWeigh(Stage stage) {
        Workbench bench = new Workbench(stage);
        byte[] before = new byte[NUMBER];
        byte[] shown = new byte[NUMBER];
        byte[] first = new byte[NUMBER];
        IoStatusBlock[] list = new IoStatusBlock[1];
        NtStatus[] seen = new NtStatus[3];
        NtStatus[] refused = new NtStatus[3];
        RemovalResult[] result = new RemovalResult[1];
        stage.thread("cook", () -> {
            RootBus.Slot slot = bench.plugIn(ScaleLab.SCALE);
            UserProcess program = stage.program();
            UserProcess.Handle scale = bench.handle(program, slot, GUID_DEVINTERFACE_SCALE);
            seen[0] = program.deviceIoControl(scale, IOCTL_SCALE_LOAD, grams(2), grams(300, 200))
                    .status();
            seen[1] = program.deviceIoControl(scale, IOCTL_SCALE_TARE, grams(50), before)
                    .status();
            seen[2] = program.deviceIoControl(scale, IOCTL_SCALE_WEIGH, new byte[0], shown)
                    .status();
            list[0] = program.deviceIoControl(scale, IOCTL_SCALE_LIST, new byte[0], first);
            refused[0] = program.deviceIoControl(scale, IOCTL_SCALE_LOAD, grams(3), grams(1, 2))
                    .status();
            refused[1] = program.deviceIoControl(scale, IOCTL_SCALE_WEIGH, new byte[0], new byte[2])
                    .status();
            refused[2] = program.deviceIoControl(scale, IOCTL_SCALE_TARE, new byte[1], before)
                    .status();
            program.closeHandle(scale);
            result[0] = stage.pnp().remove(bench.devnode(slot), RemovalReason.REMOVE);
        });
        stage.expect(
                "loading, tare and weighing worked",
                () -> List.of(seen).stream().allMatch(status -> status == STATUS_SUCCESS));
        stage.expect("the scale showed the sum without the tare", () -> number(shown) == 450 && number(before) == 0);
        stage.expect(
                "the list had the one thing that fitted",
                () -> list[0].information() == NUMBER && number(first) == 300);
        stage.expect(
                "three things in a buffer of two were refused, and buffers too small for a number",
                () -> refused[0] == STATUS_INVALID_PARAMETER
                        && refused[1] == STATUS_BUFFER_TOO_SMALL
                        && refused[2] == STATUS_BUFFER_TOO_SMALL);
        stage.expect("the removal was agreed to", () -> result[0].isRemoved());
        stage.expect("the scale left", () -> bench.isFreed("scale"));
    }

    static Scenario shared() {
        return new Scenario(
                "scale-shared",
                "two programs load a scale and weigh at the same time",
                "Each of two programs puts one thing on the scale and weighs. Only the driver's lock keeps one request from"
                        + " weighing while the other loads. In the end both things lie on the scale.",
                ScaleLab.lab(),
                ScaleStories::playShared);
    }

    private static void playShared(Stage stage) {
        Workbench bench = new Workbench(stage);
        UserProcess program = stage.program();
        UserProcess.Handle[] scale = new UserProcess.Handle[1];
        Signal opened = stage.signal("scale opened");
        Signal[] weighed = {stage.signal("cook 1 has weighed"), stage.signal("cook 2 has weighed")};
        int[] shown = new int[3];
        stage.thread("owner", () -> {
            RootBus.Slot slot = bench.plugIn(ScaleLab.SCALE);
            scale[0] = bench.handle(program, slot, GUID_DEVINTERFACE_SCALE);
            opened.set();
            weighed[0].await();
            weighed[1].await();
            shown[2] = weigh(program, scale[0]);
            program.closeHandle(scale[0]);
        });
        for (int i = 0; i < weighed.length; i++) {
            int me = i;
            stage.thread("cook " + (i + 1), () -> {
                opened.await();
                program.deviceIoControl(scale[0], IOCTL_SCALE_LOAD, grams(1), grams(10));
                shown[me] = weigh(program, scale[0]);
                weighed[me].set();
            });
        }
        stage.expect("who had loaded saw at least that", () -> shown[0] >= 10 && shown[1] >= 10);
        stage.expect("in the end both things lie there", () -> shown[2] == 20);
    }

    static Scenario calibrated() {
        return new Scenario(
                "scale-calibrated",
                "one program calibrates a scale while another one weighs",
                "A cook weighs what lies on the scale, while a mechanic sets another factor and offset. Both requests"
                        + " succeed; nobody looks at the number.",
                ScaleLab.lab(),
                ScaleStories::playCalibrated);
    }

    private static void playCalibrated(Stage stage) {
        Workbench bench = new Workbench(stage);
        UserProcess program = stage.program();
        UserProcess.Handle[] scale = new UserProcess.Handle[1];
        Signal opened = stage.signal("scale opened");
        Signal[] done = {stage.signal("the cook has weighed"), stage.signal("the mechanic has calibrated")};
        NtStatus[] seen = new NtStatus[2];
        stage.thread("owner", () -> {
            RootBus.Slot slot = bench.plugIn(ScaleLab.SCALE);
            scale[0] = bench.handle(program, slot, GUID_DEVINTERFACE_SCALE);
            program.deviceIoControl(scale[0], IOCTL_SCALE_LOAD, grams(1), grams(100));
            opened.set();
            done[0].await();
            done[1].await();
            program.closeHandle(scale[0]);
        });
        stage.thread("cook", () -> {
            opened.await();
            seen[0] = program.deviceIoControl(scale[0], IOCTL_SCALE_WEIGH, new byte[0], new byte[NUMBER])
                    .status();
            done[0].set();
        });
        stage.thread("mechanic", () -> {
            opened.await();
            seen[1] = program.deviceIoControl(scale[0], IOCTL_SCALE_CALIBRATE, grams(1_010, -5), new byte[0])
                    .status();
            done[1].set();
        });
        stage.expect("the cook was shown a weight", () -> seen[0] == STATUS_SUCCESS);
        stage.expect("the scale was calibrated", () -> seen[1] == STATUS_SUCCESS);
    }

    private static int weigh(UserProcess program, UserProcess.Handle scale) {
        byte[] answer = new byte[NUMBER];
        program.deviceIoControl(scale, IOCTL_SCALE_WEIGH, new byte[0], answer);
        return number(answer);
    }

    static Scenario pulledOut() {
        return new Scenario(
                "scale-pulled-out",
                "a scale is pulled out while two programs use it",
                "Two programs load and weigh, again and again. Somebody pulls the scale out. Whatever comes before"
                        + " SURPRISE_REMOVAL is done, whatever comes after it is refused, and nothing in between is seen.",
                ScaleLab.lab(),
                ScaleStories::playPulledOut);
    }

    private static void playPulledOut(Stage stage) {
        Workbench bench = new Workbench(stage);
        RootBus.Slot[] slot = new RootBus.Slot[1];
        UserProcess[] programs = {stage.program(), stage.program()};
        UserProcess.Handle[] handles = new UserProcess.Handle[2];
        NtStatus[] last = new NtStatus[2];
        int[] loaded = new int[2];
        int[] shown = new int[2];
        Signal opened = stage.signal("scale opened");
        stage.thread("hand", () -> {
            slot[0] = bench.plugIn(ScaleLab.SCALE);
            for (int i = 0; i < handles.length; i++) {
                handles[i] = bench.handle(programs[i], slot[0], GUID_DEVINTERFACE_SCALE);
            }
            opened.set();
            stage.pnp().pullOut(slot[0]);
        });
        for (int i = 0; i < handles.length; i++) {
            int me = i;
            stage.thread("cook " + (i + 1), () -> {
                opened.await();
                do {
                    bench.sleep(1);
                    last[me] = programs[me]
                            .deviceIoControl(handles[me], IOCTL_SCALE_LOAD, grams(1), grams(10))
                            .status();
                    loaded[me] += last[me].isSuccess() ? 10 : 0;
                    byte[] answer = new byte[NUMBER];
                    if (programs[me]
                            .deviceIoControl(handles[me], IOCTL_SCALE_WEIGH, new byte[0], answer)
                            .status()
                            .isSuccess()) {
                        shown[me] = Math.max(shown[me], number(answer));
                    }
                } while (last[me].isSuccess());
                programs[me].closeHandle(handles[me]);
            });
        }
        stage.expect(
                "in the end both heard that the scale is leaving",
                () -> last[0] == STATUS_DELETE_PENDING && last[1] == STATUS_DELETE_PENDING);
        stage.expect(
                "the scale never showed more than was loaded",
                () -> Math.max(shown[0], shown[1]) <= loaded[0] + loaded[1]);
        stage.expect(
                "the driver saw SURPRISE_REMOVAL and REMOVE_DEVICE once",
                () -> bench.seen("scale", IRP_MN_SURPRISE_REMOVAL) == 1
                        && bench.seen("scale", IRP_MN_REMOVE_DEVICE) == 1);
        stage.expect("the scale left", () -> bench.isFreed("scale"));
    }
}
