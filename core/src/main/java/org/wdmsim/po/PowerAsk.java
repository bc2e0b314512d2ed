package org.wdmsim.po;

import org.wdmsim.io.PowerState;

/**
 * What PoRequestPowerIrp was given, as a listener sees it.
 *
 * @param state to which state
 * @param wantsIrp true when the caller wants the IRP
 */
public record PowerAsk(PowerState state, boolean wantsIrp) {
    @Override
    public String toString() {
        return state.toString();
    }
}
