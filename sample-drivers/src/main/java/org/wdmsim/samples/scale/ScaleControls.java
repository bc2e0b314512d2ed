package org.wdmsim.samples.scale;

import static org.wdmsim.base.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wdmsim.base.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.wdmsim.base.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wdmsim.base.NtStatus.STATUS_SUCCESS;
import static org.wdmsim.io.ControlCode.FILE_READ_ACCESS;
import static org.wdmsim.io.ControlCode.FILE_WRITE_ACCESS;
import static org.wdmsim.io.ControlCode.Method.METHOD_BUFFERED;
import static org.wdmsim.io.ControlCode.Method.METHOD_IN_DIRECT;
import static org.wdmsim.io.ControlCode.Method.METHOD_NEITHER;
import static org.wdmsim.io.ControlCode.Method.METHOD_OUT_DIRECT;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.wdmsim.base.Irql;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.ControlCode;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters.DeviceControl;
import org.wdmsim.io.Mdl;

/**
 * The control codes of a scale. Numbers are 4 bytes, little-endian, grams.
 *
 * <pre>
 *   WEIGH      buffered     out: what the scale shows
 *   CALIBRATE  buffered     in: how many thousandths things weigh, and an offset
 *   LOAD       in direct    in: how many things; data: their weights       the driver reads the data by an MDL
 *   LIST       out direct   data: the weights of the things that fit       the driver writes the data by an MDL
 *   TARE       neither      in: the new tare; out: the old one             the driver gets the program's own addresses
 * </pre>
 *
 * <p>The I/O manager vouches for the buffers' lengths, and for nothing that is in them: a length that comes from the program
 * is checked against those. The class is open so that {@code org.wdmsim.samples.broken} can show its twins.
 *
 * @source learn.microsoft.com, "Buffer Descriptions for I/O Control Codes"; "Errors in Referencing User-Space Addresses"
 */
public class ScaleControls {
    private static final int DEVICE_TYPE = 0x8005;

    /** How long a number is. */
    public static final int NUMBER = 4;

    /** What the scale shows. */
    public static final int IOCTL_SCALE_WEIGH = ControlCode.of(DEVICE_TYPE, 0x800, METHOD_BUFFERED, FILE_READ_ACCESS);

    /** Puts things on the scale. */
    public static final int IOCTL_SCALE_LOAD = ControlCode.of(DEVICE_TYPE, 0x801, METHOD_IN_DIRECT, FILE_WRITE_ACCESS);

    /** The things on the scale. */
    public static final int IOCTL_SCALE_LIST = ControlCode.of(DEVICE_TYPE, 0x802, METHOD_OUT_DIRECT, FILE_READ_ACCESS);

    /** Sets the tare. */
    public static final int IOCTL_SCALE_TARE =
            ControlCode.of(DEVICE_TYPE, 0x803, METHOD_NEITHER, FILE_READ_ACCESS | FILE_WRITE_ACCESS);

    /** Sets the factor, in thousandths, and the offset by which weights are shown. */
    public static final int IOCTL_SCALE_CALIBRATE =
            ControlCode.of(DEVICE_TYPE, 0x804, METHOD_BUFFERED, FILE_WRITE_ACCESS);

    /** The control codes of a driver. */
    public ScaleControls() {}

    /** Does what the code says, in the requester's thread. The caller completes the request unless it was pended. */
    final NtStatus control(DeviceObject device, ScaleExtension ext, Irp irp) {
        DeviceControl control = irp.location().parameters(DeviceControl.class);
        int code = control.ioControlCode();
        if (code == IOCTL_SCALE_WEIGH) {
            return weigh(ext, irp, control);
        }
        if (code == IOCTL_SCALE_LOAD) {
            return load(ext, irp, control);
        }
        if (code == IOCTL_SCALE_LIST) {
            return list(ext, irp);
        }
        if (code == IOCTL_SCALE_TARE) {
            return tare(device, ext, irp, control);
        }
        if (code == IOCTL_SCALE_CALIBRATE) {
            return calibrate(ext, irp, control);
        }
        return STATUS_INVALID_DEVICE_REQUEST;
    }

    private NtStatus weigh(ScaleExtension ext, Irp irp, DeviceControl control) {
        if (control.outputBufferLength() < NUMBER) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        numbers(irp.systemBuffer()).putInt(shown(ext));
        irp.setInformation(NUMBER);
        return STATUS_SUCCESS;
    }

    /** What the scale shows: factor and offset of one calibration, so both are read while the lock is held once. */
    protected int shown(ScaleExtension ext) {
        Irql old = ext.lock.acquire(); // KeAcquireSpinLock
        int shown = thousandths(sum(ext), ext.factor) + ext.offset - ext.tare;
        ext.lock.release(old); // KeReleaseSpinLock
        return shown;
    }

    /** What all things weigh. Called with the lock held. */
    protected static int sum(ScaleExtension ext) {
        return ext.things.stream().mapToInt(Integer::intValue).sum();
    }

    /** So many thousandths of a weight. */
    protected static int thousandths(int weight, int factor) {
        return (int) ((long) weight * factor / 1_000);
    }

    private static NtStatus calibrate(ScaleExtension ext, Irp irp, DeviceControl control) {
        if (control.inputBufferLength() != 2 * NUMBER) {
            return STATUS_INVALID_PARAMETER;
        }
        ByteBuffer wanted = numbers(irp.systemBuffer());
        int factor = wanted.getInt();
        int offset = wanted.getInt();
        Irql old = ext.lock.acquire();
        ext.factor = factor;
        ext.offset = offset;
        ext.lock.release(old);
        return STATUS_SUCCESS;
    }

    /** How many things there are comes from the program: it may be more than the data has room for, or less than none. */
    protected NtStatus load(ScaleExtension ext, Irp irp, DeviceControl control) {
        Mdl data = irp.mdlAddress();
        if (control.inputBufferLength() != NUMBER || data == null) {
            return STATUS_INVALID_PARAMETER;
        }
        int count = numbers(irp.systemBuffer()).getInt();
        if (count < 0 || count > data.byteCount() / NUMBER) { // not count * NUMBER, which may overflow
            return STATUS_INVALID_PARAMETER;
        }
        return put(ext, data, count);
    }

    /** Puts so many things on the scale. */
    protected final NtStatus put(ScaleExtension ext, Mdl data, int count) {
        ByteBuffer weights = data.systemAddress(); // MmGetSystemAddressForMdlSafe
        if (weights == null) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        weights.order(ByteOrder.LITTLE_ENDIAN);
        Irql old = ext.lock.acquire();
        for (int i = 0; i < count; i++) {
            ext.things.add(weights.getInt());
        }
        ext.lock.release(old);
        return STATUS_SUCCESS;
    }

    /** As many things as fit; Information says how many bytes that are. */
    protected NtStatus list(ScaleExtension ext, Irp irp) {
        Mdl data = irp.mdlAddress();
        if (data == null) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        ByteBuffer weights = data.systemAddress();
        if (weights == null) {
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        weights.order(ByteOrder.LITTLE_ENDIAN);
        Irql old = ext.lock.acquire();
        for (int thing : ext.things) {
            if (weights.remaining() >= NUMBER) {
                weights.putInt(thing);
            }
        }
        ext.lock.release(old);
        irp.setInformation(weights.position());
        return STATUS_SUCCESS;
    }

    /** The addresses mean something in the requester's process only, so they are probed and used here and now. */
    protected NtStatus tare(DeviceObject device, ScaleExtension ext, Irp irp, DeviceControl control) {
        if (control.inputBufferLength() < NUMBER || control.outputBufferLength() < NUMBER) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        NtResult<byte[]> in = control.type3InputBuffer().probeForRead(NUMBER); // ProbeForRead
        NtResult<byte[]> out = irp.userBuffer().probeForWrite(NUMBER); // ProbeForWrite
        if (!in.isSuccess() || !out.isSuccess()) {
            return in.isSuccess() ? out.status() : in.status();
        }
        int wanted = numbers(in.value()).getInt(); // once: the program may change it at any time
        Irql old = ext.lock.acquire();
        int before = ext.tare;
        ext.tare = wanted;
        ext.lock.release(old);
        numbers(out.value()).putInt(before); // not under the lock: the program's memory may be paged out
        irp.setInformation(NUMBER);
        return STATUS_SUCCESS;
    }

    /** Numbers in a buffer. */
    protected static ByteBuffer numbers(byte[] buffer) {
        return ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    }
}
