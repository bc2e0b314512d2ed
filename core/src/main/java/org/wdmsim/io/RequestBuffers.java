package org.wdmsim.io;

import static org.wdmsim.io.DeviceFlags.DO_BUFFERED_IO;
import static org.wdmsim.io.DeviceFlags.DO_DIRECT_IO;

import java.util.Arrays;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.Touch;

/** Gives a new IRP its buffers, by the transfer method: the flags of the top device, or the low bits of a control code. */
final class RequestBuffers {
    private RequestBuffers() {}

    /** Fills the first location of a read or write, and the buffers. */
    static void readOrWrite(Irp irp, DeviceObject top, IrpMajor major, UserBuffer buffer, long byteOffset) {
        int length = buffer == null ? 0 : buffer.bytes().length;
        irp.nextLocation().set(major, IrpMinor.IRP_MN_NORMAL, new IrpParameters.ReadWrite(length, 0, byteOffset));
        if (length == 0) {
            return;
        }
        boolean reads = major == IrpMajor.IRP_MJ_READ;
        if (top.hasFlag(DO_BUFFERED_IO)) {
            irp.systemBuffer = made(irp, reads ? new byte[length] : copy(irp, buffer, length));
            irp.userBuffer = reads ? buffer : null;
            irp.inputOperation = reads;
        } else if (top.hasFlag(DO_DIRECT_IO)) {
            describe(irp, buffer, reads ? Mdl.LockOperation.IO_WRITE_ACCESS : Mdl.LockOperation.IO_READ_ACCESS);
        } else {
            irp.userBuffer = buffer;
        }
    }

    /** Fills the first location of a device control, and the buffers. */
    static void deviceControl(Irp irp, IrpMajor major, int code, UserBuffer input, UserBuffer output) {
        int inputLength = input == null ? 0 : input.bytes().length;
        int outputLength = output == null ? 0 : output.bytes().length;
        ControlCode.Method method = ControlCode.of(code).method();
        boolean neither = method == ControlCode.Method.METHOD_NEITHER;
        irp.nextLocation()
                .set(
                        major,
                        IrpMinor.IRP_MN_NORMAL,
                        new IrpParameters.DeviceControl(
                                code, inputLength, outputLength, neither && inputLength > 0 ? input : null));
        switch (method) {
            case METHOD_BUFFERED -> {
                int length = Math.max(inputLength, outputLength);
                if (length > 0) {
                    irp.systemBuffer = made(irp, inputLength > 0 ? copy(irp, input, length) : new byte[length]);
                }
                irp.userBuffer = outputLength > 0 ? output : null;
                irp.inputOperation = outputLength > 0;
            }
            case METHOD_IN_DIRECT, METHOD_OUT_DIRECT -> {
                irp.systemBuffer = inputLength > 0 ? made(irp, copy(irp, input, inputLength)) : null;
                if (outputLength > 0) {
                    boolean in = method == ControlCode.Method.METHOD_IN_DIRECT;
                    describe(irp, output, in ? Mdl.LockOperation.IO_READ_ACCESS : Mdl.LockOperation.IO_WRITE_ACCESS);
                }
            }
            case METHOD_NEITHER -> irp.userBuffer = outputLength > 0 ? output : null;
        }
    }

    private static byte[] copy(Irp irp, UserBuffer from, int length) {
        irp.kernel().footprint().touchArray(from.bytes(), Touch.READ);
        return Arrays.copyOf(from.bytes(), length);
    }

    private static byte[] made(Irp irp, byte[] systemBuffer) {
        return irp.kernel().footprint().madeArray(systemBuffer);
    }

    private static void describe(Irp irp, UserBuffer buffer, Mdl.LockOperation operation) {
        Mdl mdl = new Mdl(irp.io(), buffer, 0, buffer.bytes().length);
        mdl.lockNow(operation);
        irp.appendMdl(mdl);
    }

    /** The end of a request that the I/O manager made: copies back what was read, and lets the MDLs go. */
    static void finish(Irp irp) {
        if (irp.inputOperation && irp.systemBuffer != null && !irp.status.isError()) {
            irp.userBuffer.copyBack(irp.systemBuffer, irp.information);
        }
        for (Mdl mdl = irp.mdlAddress; mdl != null; mdl = mdl.next()) {
            mdl.freeNow();
        }
    }
}
