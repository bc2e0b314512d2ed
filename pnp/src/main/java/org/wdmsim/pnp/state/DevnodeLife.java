package org.wdmsim.pnp.state;

import static java.util.Objects.requireNonNull;

import org.wdmsim.base.StateTable.Kind;
import org.wdmsim.base.StateTable.Pair;

/**
 * Where one device node stands, and where it has been.
 *
 * <pre>
 *   DevnodeLife life = new DevnodeLife("pdo#3", trace::stateChanged);   // UNSPECIFIED
 *   life.on(PDO_REPORTED);                                              // UNINITIALIZED
 *   life.on(IDS_QUERIED);                                               // INITIALIZED
 *   …
 *   life.on(QUERY_REMOVE_ACCEPTED);                                     // QUERY_REMOVED, from whatever it was
 *   life.on(CANCEL_REMOVE);                                             // and back to that
 * </pre>
 *
 * <p>What an event does is written in {@link DevnodeTable} and nowhere else.
 */
public final class DevnodeLife {
    // Assigned only in on(). `previous` is the state left by the last change, which is what a cancel goes back to.
    private final String name;
    private final Listener listener;
    private final DevnodeHistory history = new DevnodeHistory();
    private volatile DevnodeState state = DevnodeState.UNSPECIFIED;
    private DevnodeState previous = DevnodeState.UNSPECIFIED;

    /** Hears of each change of state, after it has happened. It may ask the life, and must not tell it anything. */
    @FunctionalInterface
    public interface Listener {
        /** The state was {@code from}, {@code on} arrived, the state is {@code to}. */
        void changed(DevnodeState from, DevnodeEvent on, DevnodeState to);
    }

    /**
     * A life that begins in UNSPECIFIED, before its PDO is reported.
     *
     * @param name names the device node in reports, by number and kind
     * @param listener hears of each change
     */
    public DevnodeLife(String name, Listener listener) {
        this.name = requireNonNull(name, "name");
        this.listener = requireNonNull(listener, "listener");
    }

    /** The state now. */
    public DevnodeState state() {
        return state;
    }

    /** The state before the last change; UNSPECIFIED until there has been one. */
    public DevnodeState previous() {
        return previous;
    }

    /** The states left so far, newest first. */
    public DevnodeHistory history() {
        return history;
    }

    /**
     * Moves the state as the table says.
     *
     * @return the state afterwards; the same as before where the table says it stays
     * @throws AssertionError when the event cannot come in this state: whoever drives the device tree is wrong
     */
    public DevnodeState on(DevnodeEvent event) {
        Pair<DevnodeState, DevnodeEvent> pair = DevnodeTable.table().pair(state, event);
        if (pair.kind() == Kind.NEVER) {
            throw new AssertionError("simulator bug: devnode \"%s\" got %s in %s: %s; states before, newest first: %s"
                    .formatted(name, event, state.debuggerName(), pair.reason(), history));
        }
        if (pair.moves()) {
            DevnodeState from = state;
            state = pair.next(previous);
            previous = from;
            history.add(from);
            listener.changed(from, event, state);
        }
        return state;
    }

    @Override
    public String toString() {
        return name + " [" + state + "]";
    }
}
