package org.wdmsim.io;

import static java.util.stream.Collectors.joining;

import org.wdmsim.base.KernelObject;
import org.wdmsim.base.StateTable.Kind;
import org.wdmsim.base.StateTable.Pair;
import org.wdmsim.base.Touch;
import org.wdmsim.ke.Kernel;

/**
 * The PnP state a driver keeps in its device extension, one object for each device object.
 *
 * <pre>
 *   ext.pnp = new DriverPnpLife(device);        // in AddDevice: NOT_STARTED
 *   ext.pnp.on(START);                               // in IRP_MN_START_DEVICE, once the drivers below succeeded
 *   if (!ext.pnp.state().acceptsIo()) { … }          // in each dispatch routine
 *   ext.pnp.on(QUERY_REMOVE);                        // saves STARTED
 *   ext.pnp.on(CANCEL_REMOVE);                       // restores it
 * </pre>
 *
 * <p>A cancel without a query is spurious: it changes nothing. A bus driver that handles REMOVE and keeps its PDO,
 * because it still reports it, puts a new object in the PDO's extension: the PDO may be started again.
 */
public final class DriverPnpLife implements KernelObject {
    // state is assigned only in on(), by one PnP request at a time, and read by every other request. beforeQuery is the
    // state a cancel restores, saved when a query is accepted.
    private final String device;
    private final Kernel kernel;
    private final int touchId;
    private volatile DriverPnpState state = DriverPnpState.NOT_STARTED;
    private DriverPnpState beforeQuery = DriverPnpState.NOT_STARTED;

    /** A life that begins in NOT_STARTED, of this device. */
    public DriverPnpLife(DeviceObject device) {
        this(device.objectName(), device.kernel());
    }

    DriverPnpLife(String device, Kernel kernel) {
        this.device = device;
        this.kernel = kernel;
        this.touchId = kernel.newTouchId();
    }

    /** The state now. */
    public DriverPnpState state() {
        touch(Touch.READ);
        return state;
    }

    /** The state in which the last accepted query arrived: what its cancel restores. */
    public DriverPnpState beforeQuery() {
        touch(Touch.READ);
        return beforeQuery;
    }

    /** True when the state is {@code wanted}. */
    public boolean is(DriverPnpState wanted) {
        return state() == wanted;
    }

    /**
     * Tells the life what arrived, and moves the state as {@link DriverPnpTable} says.
     *
     * <p>Tell it a query or a START only when the driver accepts it, and every other request always.
     *
     * @return the state afterwards
     * @throws IllegalStateException when the request cannot come in this state; the message says why
     */
    public DriverPnpState on(DriverPnpEvent event) {
        touch(Touch.WRITE);
        Pair<DriverPnpState, DriverPnpEvent> pair = DriverPnpTable.table().pair(state, event);
        if (pair.kind() == Kind.NEVER) {
            throw new IllegalStateException("device \"%s\" cannot take %s in %s: %s; %s"
                    .formatted(device, event, state, pair.reason(), todo()));
        }
        if (event == DriverPnpEvent.QUERY_STOP || event == DriverPnpEvent.QUERY_REMOVE) {
            beforeQuery = state;
        }
        state = pair.next(beforeQuery);
        return state;
    }

    private void touch(Touch how) {
        kernel.touch(this, how);
    }

    @Override
    public int touchId() {
        return touchId;
    }

    @Override
    public String objectName() {
        return device + ".pnp";
    }

    private String todo() {
        String taken = DriverPnpTable.table().pairs().stream()
                .filter(pair -> pair.from() == state && pair.kind() != Kind.NEVER)
                .map(pair -> pair.on().name())
                .collect(joining(", "));
        return taken.isEmpty()
                ? "make a new DriverPnpLife for the next AddDevice"
                : "call on() once for each request that arrives; now it takes " + taken;
    }

    @Override
    public String toString() {
        return device + " [" + state + "]";
    }
}
