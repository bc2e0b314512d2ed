package org.wdmsim.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.wdmsim.base.NtResult;
import org.wdmsim.base.NtStatus;
import org.wdmsim.trace.TraceEvent;

/**
 * The device interfaces of a machine: how a driver or a program finds devices by what they can do.
 *
 * <pre>{@code
 * for (String link : DeviceInterfaces.get(io, TOASTER_CLASS).value()) {
 *     program.createFile(link);
 * }
 * }</pre>
 */
public final class DeviceInterfaces {
    /** DEVICE_INTERFACE_INCLUDE_NONACTIVE: interfaces that are not enabled, too. */
    public static final int DEVICE_INTERFACE_INCLUDE_NONACTIVE = 0x1;

    private DeviceInterfaces() {}

    /** IoGetDeviceInterfaces for the enabled interfaces of all devices. */
    public static NtResult<List<String>> get(IoManager io, String classGuid) {
        return get(io, classGuid, null, 0);
    }

    /**
     * IoGetDeviceInterfaces: the symbolic links of a class's interfaces, in the order in which the devices were made.
     *
     * @irql PASSIVE_LEVEL
     * @param classGuid the interface class, {@code {...}}
     * @param pdo only this device's interfaces; null for all devices
     * @param flags 0, or {@link #DEVICE_INTERFACE_INCLUDE_NONACTIVE}
     * @return the links, none when there are none; {@code STATUS_INVALID_DEVICE_REQUEST} when {@code pdo} is no enumerated
     *     PDO; {@code STATUS_INSUFFICIENT_RESOURCES}
     * @differs the list is a list, not a buffer of strings for the caller to free; interfaces of devices that are not present
     *     are not kept
     * @source learn.microsoft.com, nf-wdm-iogetdeviceinterfaces
     */
    public static NtResult<List<String>> get(IoManager io, String classGuid, DeviceObject pdo, int flags) {
        TraceEvent event = io.kernel().step(IoStep.IO_GET_DEVICE_INTERFACES, pdo, classGuid, null);
        if (pdo != null && io.plugAndPlay().instancePath(pdo) == null) {
            return failed(io, event, NtStatus.STATUS_INVALID_DEVICE_REQUEST);
        }
        if (!io.kernel().allocates("IoGetDeviceInterfaces")) {
            return failed(io, event, NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        }
        List<String> links = new ArrayList<>();
        io.kernel().lock();
        try {
            for (DeviceObject device : io.liveDevices()) {
                if (pdo == null || device == pdo) {
                    addLinks(device, classGuid, flags, links);
                }
            }
        } finally {
            io.kernel().unlock();
        }
        io.kernel().answer(event, links.size());
        return NtResult.of(List.copyOf(links));
    }

    private static NtResult<List<String>> failed(IoManager io, TraceEvent event, NtStatus status) {
        io.kernel().answer(event, status);
        return NtResult.failed(status);
    }

    private static void addLinks(DeviceObject device, String classGuid, int flags, List<String> links) {
        boolean inactiveToo = (flags & DEVICE_INTERFACE_INCLUDE_NONACTIVE) != 0;
        String ofClass = "#" + classGuid.toLowerCase(Locale.ROOT);
        for (DeviceInterface known : device.interfaces()) {
            String link = known.linkName().toLowerCase(Locale.ROOT);
            boolean matches = link.endsWith(ofClass) || link.contains(ofClass + "\\");
            if (matches && (known.isEnabled() || inactiveToo)) {
                links.add(known.linkName());
            }
        }
    }
}
