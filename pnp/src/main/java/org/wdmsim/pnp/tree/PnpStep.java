package org.wdmsim.pnp.tree;

import static org.wdmsim.base.StepInfo.note;
import static org.wdmsim.base.StepInfo.user;

import org.wdmsim.base.StepInfo;
import org.wdmsim.base.StepKind;

/** The steps of the PnP manager: what it is asked for, and what it decides. */
public enum PnpStep implements StepKind {
    CM_QUERY_AND_REMOVE_SUBTREE(user("CM_Query_And_Remove_SubTree", "a program asks for an orderly removal")
            .saysWhatItTouches()
            .arguments("reason", "")),
    CM_ENABLE_DEVNODE(user("CM_Enable_DevNode", "a program enables a device").saysWhatItTouches()),
    CM_REENUMERATE_DEVNODE(user("CM_Reenumerate_DevNode", "a program scans for hardware changes")
            .saysWhatItTouches()),
    CM_REQUEST_DEVICE_EJECT(
            user("CM_Request_Device_Eject", "a program asks to eject a device").saysWhatItTouches()),
    HARDWARE_CHANGES(
            user("hardware", "somebody plugs a device in or pulls it out").arguments("change", "")),
    PNP_WORK(note("PnP work", "the PnP worker takes up a request").arguments("work", "")),
    DEVNODE_STATE(note("devnode state", "a devnode changes its state").arguments("from", "to")),
    DEVNODE_PROBLEM(note("devnode problem", "a devnode gets a problem code, or loses it")
            .arguments("problem", "")),
    VETO(note("veto", "a removal is refused").arguments("type", "name")),
    REMOVE_WITHHELD(note("REMOVE withheld", "REMOVE_DEVICE waits until the last handle is closed")
            .arguments("open", ""));

    private final StepInfo info;

    PnpStep(StepInfo info) {
        this.info = info;
    }

    @Override
    public StepInfo info() {
        return info;
    }
}
