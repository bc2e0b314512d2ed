package org.wdmsim.pnp.state;

import static org.wdmsim.base.StateTable.allBut;
import static org.wdmsim.base.StateTable.anyOf;
import static org.wdmsim.pnp.state.DevnodeEvent.*;
import static org.wdmsim.pnp.state.DevnodeState.*;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.EnumSet;
import java.util.Set;
import org.wdmsim.base.StateTable;

/**
 * What each event does to a device node. This is the one place that says when a device may go.
 *
 * @differs Windows does not document which of the two waiting states a failure uses; here a device that failed while
 *     its bus reports it waits in AwaitingQueuedRemoval, one that is gone in AwaitingQueuedDeletion
 * @differs a START that follows another without STOP passes through RestartCompletion; what Windows shows is not
 *     documented
 * @differs after an uninstall and a scan Windows may make a new devnode for the same PDO; here the same one goes back to
 *     Uninitialized
 * @differs a device that vanishes while START or the BusRelations query is out counts as missing at once; its
 *     SURPRISE_REMOVAL still has to wait until the request has come back
 */
public final class DevnodeTable {
    private static final Set<DevnodeState> BUILDING = anyOf(INITIALIZED, DRIVERS_ADDED, RESOURCES_ASSIGNED);
    private static final Set<DevnodeState> STARTING = anyOf(START_PENDING, START_COMPLETION, START_POST_WORK);
    private static final Set<DevnodeState> ENUMERATING = anyOf(ENUMERATE_PENDING, ENUMERATE_COMPLETION);
    private static final Set<DevnodeState> REBALANCING = anyOf(QUERY_STOPPED, STOPPED, RESTART_COMPLETION);
    private static final Set<DevnodeState> QUEUED = anyOf(AWAITING_QUEUED_DELETION, AWAITING_QUEUED_REMOVAL);
    private static final Set<DevnodeState> CLOSING = anyOf(REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES);

    // Every pair of state and event appears in exactly one line. The lines of an event stand together.
    private static final class Rows extends StateTable.Notation<DevnodeState, DevnodeEvent> {
        StateTable<DevnodeState, DevnodeEvent> table() {
            return StateTable.of(
                    DevnodeState.class,
                    DevnodeEvent.class,

                    // in, on, to
                    never(
                            anyOf(UNSPECIFIED),
                            allBut(PDO_REPORTED),
                            "no PDO has been reported, so there is nothing to act on"),
                    never(anyOf(DELETED), all(), "the devnode has left the tree and its PDO is being freed"),

                    // building
                    row(UNSPECIFIED, PDO_REPORTED, UNINITIALIZED),
                    never(
                            anyOf(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES),
                            PDO_REPORTED,
                            "a bus that reports a PDO again after it was missing is stopped with 0xCA before"),
                    never(
                            liveBut(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES),
                            PDO_REPORTED,
                            "the PDO has its devnode; reported again, it only stays enumerated"),
                    row(UNINITIALIZED, IDS_QUERIED, INITIALIZED),
                    never(
                            liveBut(UNINITIALIZED),
                            IDS_QUERIED,
                            "the ids are read only in Uninitialized, after the report of the PDO"),
                    stays(INITIALIZED, NO_DRIVER, "the PDO is left alone until a driver comes or the problem goes"),
                    stays(REMOVED, NO_DRIVER, "the problem is still set, so no driver is loaded again"),
                    never(UNINITIALIZED, NO_DRIVER, "drivers are looked for by the ids, which have not been read"),
                    never(
                            liveBut(UNINITIALIZED, INITIALIZED, REMOVED),
                            NO_DRIVER,
                            "it has its drivers, or is on its way out"),
                    row(INITIALIZED, ADD_SUCCEEDED, DRIVERS_ADDED),
                    row(INITIALIZED, ADD_FAILED, AWAITING_QUEUED_REMOVAL),
                    never(
                            liveBut(INITIALIZED),
                            anyOf(ADD_SUCCEEDED, ADD_FAILED),
                            "AddDevice is called only in Initialized: the ids are known and no driver is attached"),
                    row(DRIVERS_ADDED, RESOURCES_GRANTED, RESOURCES_ASSIGNED),
                    row(DRIVERS_ADDED, RESOURCES_DENIED, AWAITING_QUEUED_REMOVAL),
                    never(
                            liveBut(DRIVERS_ADDED),
                            anyOf(RESOURCES_GRANTED, RESOURCES_DENIED),
                            "first resources are granted in DriversAdded; a rebalance changes them in states of its own"),

                    // starting, for the first time or again
                    row(RESOURCES_ASSIGNED, START_SENT, START_PENDING),
                    stays(
                            STOPPED,
                            START_SENT,
                            "a restart has no pending state: the device is stopped until START returns"),
                    stays(STARTED, START_SENT, "a second START brings other resources while the device works on"),
                    never(
                            anyOf(UNINITIALIZED, INITIALIZED, DRIVERS_ADDED),
                            START_SENT,
                            "no resources have been granted"),
                    never(STARTING, START_SENT, "a START is under way, and its consequences come first"),
                    never(ENUMERATING, START_SENT, "the children are dealt with first"),
                    never(anyOf(QUERY_STOPPED, RESTART_COMPLETION), START_SENT, "START follows STOP, and only once"),
                    never(QUERY_REMOVED, START_SENT, "an accepted query-remove is carried out or cancelled first"),
                    never(union(QUEUED, CLOSING), START_SENT, "a device that is leaving is not started any more"),
                    never(REMOVED, START_SENT, "its drivers are gone; it is enabled and built again first"),
                    row(START_PENDING, START_RETURNED, START_COMPLETION),
                    row(anyOf(STOPPED, STARTED), START_RETURNED, RESTART_COMPLETION),
                    stays(AWAITING_QUEUED_DELETION, START_RETURNED, "the device vanished while START was out"),
                    never(
                            liveBut(START_PENDING, STOPPED, STARTED, AWAITING_QUEUED_DELETION),
                            START_RETURNED,
                            "no START is outstanding"),
                    row(START_COMPLETION, START_SUCCEEDED, START_POST_WORK),
                    row(RESTART_COMPLETION, START_SUCCEEDED, STARTED),
                    row(anyOf(START_COMPLETION, RESTART_COMPLETION), START_FAILED, AWAITING_QUEUED_REMOVAL),
                    never(
                            liveBut(START_COMPLETION, RESTART_COMPLETION),
                            anyOf(START_SUCCEEDED, START_FAILED),
                            "no result of a START is waiting to be looked at"),
                    row(START_POST_WORK, POST_START_DONE, STARTED),
                    never(liveBut(START_POST_WORK), POST_START_DONE, "no first start is being finished"),

                    // working
                    row(anyOf(START_POST_WORK, STARTED), DEVICE_FAILED, AWAITING_QUEUED_REMOVAL),
                    never(
                            anyOf(
                                    UNINITIALIZED,
                                    INITIALIZED,
                                    DRIVERS_ADDED,
                                    RESOURCES_ASSIGNED,
                                    START_PENDING,
                                    START_COMPLETION),
                            DEVICE_FAILED,
                            "the state of a device is not asked before it has started"),
                    never(
                            union(ENUMERATING, REBALANCING, anyOf(QUERY_REMOVED)),
                            DEVICE_FAILED,
                            "the question for the device's state waits until the operation under way is over"),
                    never(
                            union(QUEUED, CLOSING, anyOf(REMOVED)),
                            DEVICE_FAILED,
                            "a device that is leaving or has left is not asked for its state"),
                    row(STARTED, ENUMERATE_SENT, ENUMERATE_PENDING),
                    row(STARTED, QUERY_STOP_ACCEPTED, QUERY_STOPPED),
                    never(
                            union(anyOf(UNINITIALIZED), BUILDING, STARTING),
                            anyOf(ENUMERATE_SENT, QUERY_STOP_ACCEPTED),
                            "only a started device is asked for children or for its resources"),
                    never(
                            union(ENUMERATING, REBALANCING, anyOf(QUERY_REMOVED)),
                            anyOf(ENUMERATE_SENT, QUERY_STOP_ACCEPTED),
                            "the operation under way is finished or cancelled first; later ones wait in the queue"),
                    never(
                            union(QUEUED, CLOSING, anyOf(REMOVED)),
                            anyOf(ENUMERATE_SENT, QUERY_STOP_ACCEPTED),
                            "a device that is leaving or has left is asked neither for children nor for its resources"),
                    row(ENUMERATE_PENDING, RELATIONS_RETURNED, ENUMERATE_COMPLETION),
                    stays(AWAITING_QUEUED_DELETION, RELATIONS_RETURNED, "the bus vanished while its answer was out"),
                    never(
                            liveBut(ENUMERATE_PENDING, AWAITING_QUEUED_DELETION),
                            RELATIONS_RETURNED,
                            "no query for BusRelations is outstanding"),
                    row(ENUMERATE_COMPLETION, CHILDREN_DIFFED, STARTED),
                    never(liveBut(ENUMERATE_COMPLETION), CHILDREN_DIFFED, "there is no list of children to compare"),

                    // rebalancing
                    back(QUERY_STOPPED, CANCEL_STOP),
                    stays(STARTED, CANCEL_STOP, "its own drivers refused the query, so it never left Started"),
                    never(
                            anyOf(STOPPED, RESTART_COMPLETION),
                            CANCEL_STOP,
                            "a stop that was carried out is ended by START"),
                    never(
                            liveBut(QUERY_STOPPED, STARTED, STOPPED, RESTART_COMPLETION),
                            CANCEL_STOP,
                            "a cancel goes only to a stack that was asked, and only a started one is asked to stop"),
                    row(QUERY_STOPPED, STOP, STOPPED),
                    never(liveBut(QUERY_STOPPED), STOP, "STOP follows only a query that was accepted"),

                    // leaving
                    row(union(BUILDING, anyOf(STARTED, REMOVED)), QUERY_REMOVE_ACCEPTED, QUERY_REMOVED),
                    never(UNINITIALIZED, QUERY_REMOVE_ACCEPTED, "the scan that found the device is finished first"),
                    never(
                            union(STARTING, ENUMERATING, REBALANCING),
                            QUERY_REMOVE_ACCEPTED,
                            "a removal that is asked for waits until the operation under way is over"),
                    never(
                            QUERY_REMOVED,
                            QUERY_REMOVE_ACCEPTED,
                            "it has agreed already; one query is settled before the next"),
                    never(
                            union(QUEUED, CLOSING),
                            QUERY_REMOVE_ACCEPTED,
                            "a device that leaves without a query is not asked"),
                    back(QUERY_REMOVED, CANCEL_REMOVE),
                    stays(
                            union(BUILDING, anyOf(STARTED, REMOVED)),
                            CANCEL_REMOVE,
                            "its drivers refused the query or handles were open, so it never left this state"),
                    never(
                            union(anyOf(UNINITIALIZED), STARTING, ENUMERATING, REBALANCING),
                            CANCEL_REMOVE,
                            "no query-remove is sent in this state, so there is none to cancel"),
                    never(
                            union(QUEUED, CLOSING),
                            CANCEL_REMOVE,
                            "a departure without a query, or after one, cannot be called off any more"),
                    row(
                            liveBut(AWAITING_QUEUED_DELETION, REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES),
                            MISSING,
                            AWAITING_QUEUED_DELETION),
                    row(REMOVE_PENDING_CLOSES, MISSING, DELETE_PENDING_CLOSES),
                    stays(AWAITING_QUEUED_DELETION, MISSING, "its deletion is queued already"),
                    stays(DELETE_PENDING_CLOSES, MISSING, "it has left the tree and waits only for its handles"),
                    row(AWAITING_QUEUED_DELETION, SURPRISE_HANDLES_OPEN, DELETE_PENDING_CLOSES),
                    row(AWAITING_QUEUED_REMOVAL, SURPRISE_HANDLES_OPEN, REMOVE_PENDING_CLOSES),
                    never(CLOSING, SURPRISE_HANDLES_OPEN, "SURPRISE_REMOVAL is sent once"),
                    never(
                            union(anyOf(UNINITIALIZED), BUILDING, STARTING, anyOf(STARTED), ENUMERATING, REBALANCING),
                            SURPRISE_HANDLES_OPEN,
                            "SURPRISE_REMOVAL is sent only when a departure is waiting in the queue"),
                    never(
                            anyOf(QUERY_REMOVED, REMOVED),
                            SURPRISE_HANDLES_OPEN,
                            "a device that goes after all is first told so by MISSING"),
                    row(anyOf(AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES, QUERY_REMOVED), REMOVE, REMOVED),
                    never(
                            anyOf(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES),
                            REMOVE,
                            "its PDO is not reported any more"),
                    row(
                            anyOf(AWAITING_QUEUED_DELETION, DELETE_PENDING_CLOSES, QUERY_REMOVED),
                            REMOVE_UNREPORTED,
                            DELETED),
                    never(
                            anyOf(AWAITING_QUEUED_REMOVAL, REMOVE_PENDING_CLOSES),
                            REMOVE_UNREPORTED,
                            "its PDO is still reported; when that ends, MISSING says so first"),
                    never(
                            union(anyOf(UNINITIALIZED), BUILDING, STARTING, anyOf(STARTED), ENUMERATING, REBALANCING),
                            anyOf(REMOVE, REMOVE_UNREPORTED),
                            "REMOVE follows only an accepted query or a departure that was queued"),
                    never(
                            anyOf(REMOVED),
                            anyOf(REMOVE, REMOVE_UNREPORTED),
                            "it has had its REMOVE; another comes only after a query or after MISSING"),
                    row(REMOVED, PARENT_REMOVED, DELETED),
                    row(REMOVE_PENDING_CLOSES, PARENT_REMOVED, DELETE_PENDING_CLOSES),
                    stays(
                            DELETE_PENDING_CLOSES,
                            PARENT_REMOVED,
                            "it outlives its bus until its own handles are closed"),
                    never(
                            liveBut(REMOVED, REMOVE_PENDING_CLOSES, DELETE_PENDING_CLOSES),
                            PARENT_REMOVED,
                            "a bus gets REMOVE only after each child had REMOVE or SURPRISE_REMOVAL"),

                    // coming back
                    row(REMOVED, RE_ENABLED, INITIALIZED),
                    stays(INITIALIZED, RE_ENABLED, "it has no drivers yet; now they may be added"),
                    never(
                            liveBut(REMOVED, INITIALIZED),
                            RE_ENABLED,
                            "only a device at rest without drivers can be enabled"),
                    row(REMOVED, REINSTALLED, UNINITIALIZED),
                    never(liveBut(REMOVED), REINSTALLED, "an uninstall removes the device in order first"));
        }
    }

    private static final StateTable<DevnodeState, DevnodeEvent> TABLE = new Rows().table();

    private DevnodeTable() {}

    /** The table itself: for {@link DevnodeLife}, for tests and for reference pages. */
    public static StateTable<DevnodeState, DevnodeEvent> table() {
        return TABLE;
    }

    private static Set<DevnodeEvent> all() {
        return Sets.immutableEnumSet(EnumSet.allOf(DevnodeEvent.class));
    }

    /** The states between the report of a PDO and its deletion, without these. */
    private static Set<DevnodeState> liveBut(DevnodeState... left) {
        Set<DevnodeState> live = allBut(UNSPECIFIED, DELETED);
        return Sets.immutableEnumSet(Sets.difference(live, ImmutableSet.copyOf(left)));
    }

    @SafeVarargs
    private static Set<DevnodeState> union(Set<DevnodeState>... sets) {
        EnumSet<DevnodeState> union = EnumSet.noneOf(DevnodeState.class);
        for (Set<DevnodeState> set : sets) {
            union.addAll(set);
        }
        return Sets.immutableEnumSet(union);
    }
}
