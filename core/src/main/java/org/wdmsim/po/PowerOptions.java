package org.wdmsim.po;

import org.wdmsim.ke.KernelOptions;

/**
 * What versions of Windows do differently, or leave open, about power.
 *
 * @param watchdogTicks how long a device may keep a power IRP before bug check 0x9F, 3; 600 seconds by default
 * @param pnpTimeoutTicks how long a system transition waits for the PnP manager before bug check 0x9F, 4; 600 seconds by
 *     default
 * @param startNextRequired true for Windows Server 2003 and before: a driver that handles a power IRP and does not call
 *     PoStartNextPowerIrp gets no further device power IRP, and 0x9F, 2 for a system set-power. Default false.
 * @param powersUpAtDispatch true: IRPs that power up a stack without DO_POWER_PAGABLE come at DISPATCH_LEVEL. They may on
 *     Windows. Only power-up, because a driver may report D3 (PoSetPowerState) at most at APC_LEVEL. Default false.
 * @param requestsFromWorker true: what PoRequestPowerIrp asks for is sent by the power worker; false: by the caller itself
 *     where its IRQL allows and the device is not busy with another device power IRP. Default true.
 * @param proceedsAfterRefusal true: the machine goes to sleep although a driver has refused the query, as Vista and later
 *     may; false: S0 is sent to everybody who was asked. Default false.
 * @param conservesPower true: idle detection counts the conservation timeout, as on battery; false: the performance
 *     timeout. Default false.
 */
public record PowerOptions(
        long watchdogTicks,
        long pnpTimeoutTicks,
        boolean startNextRequired,
        boolean powersUpAtDispatch,
        boolean requestsFromWorker,
        boolean proceedsAfterRefusal,
        boolean conservesPower) {
    /** Ticks of 100 ns in a second. */
    public static final long TICKS_PER_SECOND = 1000 * KernelOptions.TICKS_PER_MILLISECOND;

    private static final long TEN_MINUTES = 600 * TICKS_PER_SECOND;

    /** Vista and later, with the usual timeouts. */
    public static PowerOptions defaults() {
        return new PowerOptions(TEN_MINUTES, TEN_MINUTES, false, false, true, false, false);
    }

    /** The same with another time for a power IRP, and for the PnP manager. */
    public PowerOptions withTimeouts(long irpTicks, long pnpTicks) {
        return new PowerOptions(
                irpTicks,
                pnpTicks,
                startNextRequired,
                powersUpAtDispatch,
                requestsFromWorker,
                proceedsAfterRefusal,
                conservesPower);
    }

    /** The same with or without the duty of PoStartNextPowerIrp. */
    public PowerOptions withStartNextRequired(boolean value) {
        return new PowerOptions(
                watchdogTicks,
                pnpTimeoutTicks,
                value,
                powersUpAtDispatch,
                requestsFromWorker,
                proceedsAfterRefusal,
                conservesPower);
    }

    /** The same with power-up IRPs at DISPATCH_LEVEL, or not. */
    public PowerOptions withPowersUpAtDispatch(boolean value) {
        return new PowerOptions(
                watchdogTicks,
                pnpTimeoutTicks,
                startNextRequired,
                value,
                requestsFromWorker,
                proceedsAfterRefusal,
                conservesPower);
    }

    /** The same with device power IRPs sent by the worker, or by whoever asks. */
    public PowerOptions withRequestsFromWorker(boolean value) {
        return new PowerOptions(
                watchdogTicks,
                pnpTimeoutTicks,
                startNextRequired,
                powersUpAtDispatch,
                value,
                proceedsAfterRefusal,
                conservesPower);
    }

    /** The same with refused queries overruled, or honoured. */
    public PowerOptions withProceedsAfterRefusal(boolean value) {
        return new PowerOptions(
                watchdogTicks,
                pnpTimeoutTicks,
                startNextRequired,
                powersUpAtDispatch,
                requestsFromWorker,
                value,
                conservesPower);
    }

    /** The same with the idle timeouts for battery, or for mains. */
    public PowerOptions withConservesPower(boolean value) {
        return new PowerOptions(
                watchdogTicks,
                pnpTimeoutTicks,
                startNextRequired,
                powersUpAtDispatch,
                requestsFromWorker,
                proceedsAfterRefusal,
                value);
    }
}
