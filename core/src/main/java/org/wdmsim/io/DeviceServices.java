package org.wdmsim.io;

import org.wdmsim.ke.KDpc;

/** What a device object may have besides: StartIo's queue, a timer, a DPC. Made when they are first asked for. */
final class DeviceServices {
    private final DeviceObject device;
    private StartIo startIo;
    IoTimer timer;
    KDpc dpc;

    DeviceServices(DeviceObject device) {
        this.device = device;
    }

    StartIo startIo() {
        device.kernel().lock();
        try {
            if (startIo == null) {
                startIo = new StartIo(device);
            }
            return startIo;
        } finally {
            device.kernel().unlock();
        }
    }
}
