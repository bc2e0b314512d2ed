package org.wdmsim.pnp.tree;

import java.util.List;
import org.wdmsim.base.IrpMajor;
import org.wdmsim.base.IrpMinor;
import org.wdmsim.base.NtStatus;
import org.wdmsim.io.BusInformation;
import org.wdmsim.io.DeviceCapabilities;
import org.wdmsim.io.DeviceObject;
import org.wdmsim.io.DeviceRelationType;
import org.wdmsim.io.DeviceRelations;
import org.wdmsim.io.IoManager;
import org.wdmsim.io.IoStatusBlock;
import org.wdmsim.io.Irp;
import org.wdmsim.io.IrpParameters;
import org.wdmsim.io.IrpParameters.BusQueryIdType;
import org.wdmsim.io.IrpParameters.DeviceTextType;
import org.wdmsim.io.IrpParameters.Resource;
import org.wdmsim.io.PnpDeviceState;

/**
 * The PnP requests as the PnP manager sends them: to the top of the stack, at PASSIVE_LEVEL, with
 * {@code STATUS_NOT_SUPPORTED} preset, one at a time, waiting for each.
 */
public final class PnpRequests {
    private final IoManager io;

    /** Requests on one machine. */
    public PnpRequests(IoManager io) {
        this.io = io;
    }

    /** How a request ended, with what was in {@code IoStatus.Information}. */
    public record Answer(NtStatus status, Object result, long information) {
        /** NT_SUCCESS. */
        public boolean isSuccess() {
            return status.isSuccess();
        }
    }

    /** Sends any minor and waits. */
    public Answer send(DeviceObject pdo, IrpMinor minor, IrpParameters parameters, Object result) {
        DeviceObject top = pdo.top();
        Irp irp = io.newSystemIrp(top.stackSize());
        irp.setStatus(NtStatus.STATUS_NOT_SUPPORTED);
        irp.setResult(result);
        irp.nextLocation().set(IrpMajor.IRP_MJ_PNP, minor, parameters);
        IoStatusBlock block = io.sendAndWait(top, irp);
        return new Answer(block.status(), block.result(), block.information());
    }

    private Answer send(DeviceObject pdo, IrpMinor minor) {
        return send(pdo, minor, null, null);
    }

    /** IRP_MN_START_DEVICE. */
    public NtStatus start(DeviceObject pdo, List<Resource> resources) {
        return send(pdo, IrpMinor.IRP_MN_START_DEVICE, new IrpParameters.StartDevice(resources, resources), null)
                .status();
    }

    /** IRP_MN_QUERY_REMOVE_DEVICE. */
    public NtStatus queryRemove(DeviceObject pdo) {
        return send(pdo, IrpMinor.IRP_MN_QUERY_REMOVE_DEVICE).status();
    }

    /** IRP_MN_CANCEL_REMOVE_DEVICE. */
    public NtStatus cancelRemove(DeviceObject pdo) {
        return send(pdo, IrpMinor.IRP_MN_CANCEL_REMOVE_DEVICE).status();
    }

    /** IRP_MN_REMOVE_DEVICE. */
    public NtStatus remove(DeviceObject pdo) {
        return send(pdo, IrpMinor.IRP_MN_REMOVE_DEVICE).status();
    }

    /** IRP_MN_SURPRISE_REMOVAL. */
    public NtStatus surpriseRemoval(DeviceObject pdo) {
        return send(pdo, IrpMinor.IRP_MN_SURPRISE_REMOVAL).status();
    }

    /** IRP_MN_EJECT. */
    public NtStatus eject(DeviceObject pdo) {
        return send(pdo, IrpMinor.IRP_MN_EJECT).status();
    }

    /** IRP_MN_QUERY_DEVICE_RELATIONS; null when nobody answered. */
    public DeviceRelations relations(DeviceObject pdo, DeviceRelationType type) {
        Answer answer =
                send(pdo, IrpMinor.IRP_MN_QUERY_DEVICE_RELATIONS, new IrpParameters.QueryDeviceRelations(type), null);
        return answer.isSuccess() && answer.result() instanceof DeviceRelations relations ? relations : null;
    }

    /** IRP_MN_QUERY_ID with one string; null when nobody answered. */
    public String id(DeviceObject pdo, BusQueryIdType type) {
        return queryId(pdo, type).result() instanceof String text ? text : null;
    }

    /** IRP_MN_QUERY_ID with several strings; empty when nobody answered. */
    public List<String> ids(DeviceObject pdo, BusQueryIdType type) {
        if (queryId(pdo, type).result() instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return List.of();
    }

    private Answer queryId(DeviceObject pdo, BusQueryIdType type) {
        Answer answer = send(pdo, IrpMinor.IRP_MN_QUERY_ID, new IrpParameters.QueryId(type), null);
        return answer.isSuccess() ? answer : new Answer(answer.status(), null, 0);
    }

    /** IRP_MN_QUERY_CAPABILITIES. */
    public DeviceCapabilities capabilities(DeviceObject pdo) {
        DeviceCapabilities capabilities = new DeviceCapabilities();
        send(pdo, IrpMinor.IRP_MN_QUERY_CAPABILITIES, new IrpParameters.QueryCapabilities(capabilities), null);
        return capabilities;
    }

    /** IRP_MN_QUERY_DEVICE_TEXT; an empty text when nobody answered. */
    public String text(DeviceObject pdo, DeviceTextType type) {
        Answer answer =
                send(pdo, IrpMinor.IRP_MN_QUERY_DEVICE_TEXT, new IrpParameters.QueryDeviceText(type, 0x0409), null);
        return answer.isSuccess() && answer.result() instanceof String text ? text : "";
    }

    /** IRP_MN_QUERY_PNP_DEVICE_STATE: the bits of {@link PnpDeviceState}. */
    public int deviceState(DeviceObject pdo) {
        Answer answer = send(pdo, IrpMinor.IRP_MN_QUERY_PNP_DEVICE_STATE);
        return answer.isSuccess() ? (int) answer.information() : 0;
    }

    /** IRP_MN_QUERY_BUS_INFORMATION; null when nobody answered. */
    public BusInformation busInformation(DeviceObject pdo) {
        Answer answer = send(pdo, IrpMinor.IRP_MN_QUERY_BUS_INFORMATION);
        return answer.isSuccess() && answer.result() instanceof BusInformation bus ? bus : null;
    }

    /** IRP_MN_QUERY_RESOURCES: the boot configuration; empty without one. */
    public List<Resource> bootResources(DeviceObject pdo) {
        return resources(send(pdo, IrpMinor.IRP_MN_QUERY_RESOURCES));
    }

    /** IRP_MN_QUERY_RESOURCE_REQUIREMENTS; empty for a device that needs none. */
    public List<Resource> requirements(DeviceObject pdo) {
        return resources(send(pdo, IrpMinor.IRP_MN_QUERY_RESOURCE_REQUIREMENTS));
    }

    /** IRP_MN_FILTER_RESOURCE_REQUIREMENTS: what the drivers make of the requirements. */
    public List<Resource> filteredRequirements(DeviceObject pdo, List<Resource> requirements) {
        Object current = requirements.isEmpty() ? null : requirements;
        Answer answer = send(
                pdo,
                IrpMinor.IRP_MN_FILTER_RESOURCE_REQUIREMENTS,
                new IrpParameters.FilterResourceRequirements(requirements),
                current);
        return answer.isSuccess() ? resources(answer) : requirements;
    }

    private static List<Resource> resources(Answer answer) {
        if (answer.isSuccess() && answer.result() instanceof List<?> list) {
            return list.stream().map(Resource.class::cast).toList();
        }
        return List.of();
    }

    /** IRP_MN_DEVICE_ENUMERATED: the answer is ignored. */
    public void deviceEnumerated(DeviceObject pdo) {
        send(pdo, IrpMinor.IRP_MN_DEVICE_ENUMERATED);
    }
}
