package org.wdmsim.io;

import static org.wdmsim.base.StateTable.allBut;
import static org.wdmsim.base.StateTable.anyOf;
import static org.wdmsim.io.DriverPnpEvent.CANCEL_REMOVE;
import static org.wdmsim.io.DriverPnpEvent.CANCEL_STOP;
import static org.wdmsim.io.DriverPnpEvent.QUERY_REMOVE;
import static org.wdmsim.io.DriverPnpEvent.QUERY_STOP;
import static org.wdmsim.io.DriverPnpEvent.REMOVE;
import static org.wdmsim.io.DriverPnpEvent.START;
import static org.wdmsim.io.DriverPnpEvent.STOP;
import static org.wdmsim.io.DriverPnpEvent.SURPRISE_REMOVAL;
import static org.wdmsim.io.DriverPnpState.NOT_STARTED;
import static org.wdmsim.io.DriverPnpState.REMOVED;
import static org.wdmsim.io.DriverPnpState.REMOVE_PENDING;
import static org.wdmsim.io.DriverPnpState.STARTED;
import static org.wdmsim.io.DriverPnpState.STOPPED;
import static org.wdmsim.io.DriverPnpState.STOP_PENDING;
import static org.wdmsim.io.DriverPnpState.SURPRISE_REMOVED;

import org.wdmsim.base.StateDiagram;
import org.wdmsim.base.StateTable;

/**
 * What each PnP request does to the state a driver keeps for its device.
 *
 * @differs a REMOVE in StopPending, or a PnP request after SURPRISE_REMOVAL other than REMOVE and a cancel, is refused
 *     here as impossible; Windows gives a driver no way to refuse them, and does not send them either
 * @source learn.microsoft.com, "State Transitions for PnP Devices", "Handling an IRP_MN_CANCEL_REMOVE_DEVICE Request"
 */
public final class DriverPnpTable {
    private static final class Rows extends StateTable.Notation<DriverPnpState, DriverPnpEvent> {
        StateTable<DriverPnpState, DriverPnpEvent> table() {
            return StateTable.of(
                    DriverPnpState.class,
                    DriverPnpEvent.class,
                    // in, on, to
                    row(NOT_STARTED, START, STARTED),
                    never(NOT_STARTED, QUERY_STOP, "a device that has no resources yet cannot give them up"),
                    stays(
                            NOT_STARTED,
                            CANCEL_STOP,
                            "no query came before: a spurious cancel succeeds and changes nothing"),
                    never(NOT_STARTED, STOP, "a device that has no resources yet cannot give them up"),
                    row(NOT_STARTED, QUERY_REMOVE, REMOVE_PENDING),
                    stays(
                            NOT_STARTED,
                            CANCEL_REMOVE,
                            "a driver above, or this one, refused the query: a spurious cancel"),
                    row(NOT_STARTED, SURPRISE_REMOVAL, SURPRISE_REMOVED),
                    row(NOT_STARTED, REMOVE, REMOVED),
                    //
                    stays(STARTED, START, "a second START brings other resources without a stop"),
                    row(STARTED, QUERY_STOP, STOP_PENDING),
                    stays(STARTED, CANCEL_STOP, "a driver above, or this one, refused the query: a spurious cancel"),
                    never(STARTED, STOP, "STOP comes only after a query-stop that every driver accepted"),
                    row(STARTED, QUERY_REMOVE, REMOVE_PENDING),
                    stays(STARTED, CANCEL_REMOVE, "a driver above, or this one, refused the query: a spurious cancel"),
                    row(STARTED, SURPRISE_REMOVAL, SURPRISE_REMOVED),
                    row(STARTED, REMOVE, REMOVED),
                    //
                    row(STOP_PENDING, STOP, STOPPED),
                    back(STOP_PENDING, CANCEL_STOP),
                    stays(STOP_PENDING, CANCEL_REMOVE, "no query-remove is open: a spurious cancel changes nothing"),
                    row(STOP_PENDING, SURPRISE_REMOVAL, SURPRISE_REMOVED),
                    never(
                            anyOf(STOP_PENDING),
                            anyOf(START, QUERY_STOP, QUERY_REMOVE, REMOVE),
                            "an accepted query-stop ends with STOP, CANCEL_STOP or SURPRISE_REMOVAL before anything else"),
                    //
                    row(STOPPED, START, STARTED),
                    stays(STOPPED, CANCEL_STOP, "the stop is done, and only START ends it: a spurious cancel"),
                    stays(STOPPED, CANCEL_REMOVE, "no query-remove is open: a spurious cancel changes nothing"),
                    row(STOPPED, SURPRISE_REMOVAL, SURPRISE_REMOVED),
                    row(STOPPED, REMOVE, REMOVED),
                    never(anyOf(STOPPED), anyOf(QUERY_STOP, STOP), "the device is stopped already"),
                    never(STOPPED, QUERY_REMOVE, "a rebalance ends with START before a removal is asked for"),
                    //
                    back(REMOVE_PENDING, CANCEL_REMOVE),
                    stays(REMOVE_PENDING, CANCEL_STOP, "no query-stop is open: a spurious cancel changes nothing"),
                    row(REMOVE_PENDING, SURPRISE_REMOVAL, SURPRISE_REMOVED),
                    row(REMOVE_PENDING, REMOVE, REMOVED),
                    never(
                            anyOf(REMOVE_PENDING),
                            anyOf(START, QUERY_STOP, STOP, QUERY_REMOVE),
                            "an accepted query-remove ends with REMOVE, CANCEL_REMOVE or SURPRISE_REMOVAL before anything else"),
                    //
                    row(SURPRISE_REMOVED, REMOVE, REMOVED),
                    stays(SURPRISE_REMOVED, CANCEL_STOP, "no query-stop is open any more: a spurious cancel"),
                    stays(SURPRISE_REMOVED, CANCEL_REMOVE, "no query-remove is open any more: a spurious cancel"),
                    never(SURPRISE_REMOVED, SURPRISE_REMOVAL, "SURPRISE_REMOVAL is sent once"),
                    never(
                            anyOf(SURPRISE_REMOVED),
                            anyOf(START, QUERY_STOP, STOP, QUERY_REMOVE),
                            "after SURPRISE_REMOVAL only REMOVE is to come"),
                    //
                    never(
                            anyOf(REMOVED),
                            allBut(REMOVE),
                            "the driver has left the stack; a bus driver that keeps its PDO begins a new life for it"),
                    never(
                            REMOVED,
                            REMOVE,
                            "REMOVE is sent once in a life; a bus driver that keeps its PDO begins a new one"));
        }
    }

    private static final StateTable<DriverPnpState, DriverPnpEvent> TABLE = new Rows().table();

    private DriverPnpTable() {}

    /** The table itself, for tests and reference pages. */
    public static StateTable<DriverPnpState, DriverPnpEvent> table() {
        return TABLE;
    }

    /** The Mermaid state diagram of the table. */
    public static String mermaid() {
        return StateDiagram.mermaid(TABLE, NOT_STARTED, Enum::name);
    }

    /** The table in Markdown. */
    public static String markdown() {
        return StateDiagram.markdown(TABLE, Enum::name);
    }
}
