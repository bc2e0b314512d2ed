package org.wdmsim.pnp.state;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The last twenty states a device node has left, as the debugger's {@code StateHistory} shows them.
 *
 * <p>The state in force is not in it: the newest entry is the state before. UNSPECIFIED is not in it either, for a
 * Windows devnode is born Uninitialized.
 */
public final class DevnodeHistory {
    /** How many states are kept. */
    public static final int SIZE = 20;

    // A ring: `next` is the slot the next state goes to; a slot never used is null.
    private final DevnodeState[] ring = new DevnodeState[SIZE];
    private int next;

    DevnodeHistory() {}

    void add(DevnodeState left) {
        if (left != DevnodeState.UNSPECIFIED) {
            ring[next] = left;
            next = (next + 1) % SIZE;
        }
    }

    /** The states left, newest first; at most {@link #SIZE}. */
    public List<DevnodeState> newestFirst() {
        ImmutableList.Builder<DevnodeState> states = ImmutableList.builder();
        for (int age = 1; age <= SIZE; age++) {
            DevnodeState state = ring[slot(age)];
            if (state != null) {
                states.add(state);
            }
        }
        return states.build();
    }

    /**
     * The twenty lines {@code StateHistory[nn] = …} of {@code !devnode}: the newest slot first, down to 0, then from 19
     * on down; a slot never used reads as an unknown state.
     */
    public List<String> lines() {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        for (int age = 1; age <= SIZE; age++) {
            DevnodeState state = ring[slot(age)];
            String name = state == null ? "Unknown State (0x0)" : state.debuggerName();
            lines.add("StateHistory[%02d] = %s".formatted(slot(age), name));
        }
        return lines.build();
    }

    private int slot(int age) {
        return Math.floorMod(next - age, SIZE);
    }

    @Override
    public String toString() {
        return newestFirst().toString();
    }
}
