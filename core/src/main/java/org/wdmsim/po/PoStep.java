package org.wdmsim.po;

import static org.wdmsim.base.Irql.APC_LEVEL;
import static org.wdmsim.base.Irql.DISPATCH_LEVEL;
import static org.wdmsim.base.StepInfo.ddi;
import static org.wdmsim.base.StepInfo.enters;
import static org.wdmsim.base.StepInfo.leaves;
import static org.wdmsim.base.StepInfo.note;
import static org.wdmsim.base.StepInfo.user;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of this package. */
public enum PoStep implements StepKind {
    PO_CALL_DRIVER(ddi("PoCallDriver", DISPATCH_LEVEL, "passes a power IRP on; the same as IoCallDriver since Vista")
            .arguments("irp", "")),
    PO_START_NEXT_POWER_IRP(ddi(
            "PoStartNextPowerIrp", DISPATCH_LEVEL, "says that a driver is ready for the next power IRP, before Vista")),
    PO_REQUEST_POWER_IRP(ddi("PoRequestPowerIrp", DISPATCH_LEVEL, "asks the power manager to send a device power IRP")
            .arguments("minor", "")),
    PO_SET_POWER_STATE(ddi("PoSetPowerState", APC_LEVEL, "reports that a device leaves D0; answers the state before")
            .saysWhatItTouches()
            .arguments("state", "")),
    PO_SET_POWER_STATE_D0(ddi("PoSetPowerState", DISPATCH_LEVEL, "reports that a device is in D0 again")
            .saysWhatItTouches()
            .arguments("state", "")),
    PO_REGISTER_DEVICE_FOR_IDLE_DETECTION(
            ddi("PoRegisterDeviceForIdleDetection", APC_LEVEL, "asks for a device IRP when a device is idle")
                    .arguments("seconds", "state")),
    PO_SET_DEVICE_BUSY(ddi("PoSetDeviceBusy", DISPATCH_LEVEL, "says that a device is not idle")),

    NT_INITIATE_POWER_ACTION(user("NtInitiatePowerAction", "a person puts the machine to sleep or switches it off")
            .arguments("state", "")),
    POWER_BUTTON(user("power button", "a person, or a device that signals wake, wakes the machine")),

    REQUEST_COMPLETE_ENTER(enters("power callback", "a PoRequestPowerIrp is done and its callback is entered")
            .arguments("minor", "status")),
    REQUEST_COMPLETE_RETURN(leaves("power callback returns", "")),

    POWER_IRP_SENT(note("power IRP", "the power manager sends a power IRP to the top of a stack")
            .arguments("irp", "state")),
    SYSTEM_POWER_STATE(
            note("system power state", "the machine has changed its state").arguments("from", "to")),
    QUERY_REFUSED(note("sleep refused", "a driver does not agree to the machine's going to sleep")
            .arguments("state", "status")),
    DEVICE_IDLE(note("device idle", "a device was not busy for as long as it was registered with")
            .arguments("state", ""));

    private final StepInfo info;

    PoStep(StepInfo info) {
        this.info = info;
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
