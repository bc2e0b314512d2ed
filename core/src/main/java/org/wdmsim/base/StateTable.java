package org.wdmsim.base;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Sets;
import com.google.common.collect.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A state machine written as a table: what each event does in each state, and why where it does nothing.
 *
 * <pre>
 *   static final StateTable&lt;Door, Push&gt; TABLE = StateTable.of(Door.class, Push.class,
 *       // in           on      to
 *       row(CLOSED,     OPEN,   AJAR),
 *       stays(AJAR,     OPEN,   "it is open already"),
 *       never(BRICKED,  OPEN,   "there is no door any more"));
 * </pre>
 *
 * <p>A line may name several states, or several events, when one reason is true of all of them. No pair may be written
 * twice; {@link #missing} names the pairs that nobody wrote. The table only answers questions: an object that lives by
 * it keeps its own state.
 *
 * @param <S> the states
 * @param <E> the events
 */
public final class StateTable<S extends Enum<S>, E extends Enum<E>> {
    // Immutable. `pairs` is `lines` multiplied out: one entry for each pair of state and event that has a line.
    private final Class<S> states;
    private final Class<E> events;
    private final ImmutableList<Line<S, E>> lines;
    private final ImmutableTable<S, E, Pair<S, E>> pairs;

    /** What an event does in a state. */
    public enum Kind {
        /** The state changes to the one the row names. */
        ROW,
        /** The state changes back to the one before, as after a query that was cancelled. */
        BACK,
        /** The event is legal and changes nothing; the reason says why. */
        STAYS,
        /** The event cannot come here; the reason says what keeps it away. */
        NEVER
    }

    /**
     * A line as it is written in the source.
     *
     * @param from the states it speaks of
     * @param on the events it speaks of
     * @param kind what happens
     * @param to the new state of a ROW; null for the other kinds
     * @param reason why, for STAYS and NEVER; empty for ROW and BACK
     */
    public record Line<S extends Enum<S>, E extends Enum<E>>(Set<S> from, Set<E> on, Kind kind, S to, String reason) {}

    /**
     * One state, one event, and what comes of them; the components are those of {@link Line}.
     *
     * @param from the state
     * @param on the event
     * @param kind what happens
     * @param to the new state of a ROW; null for the other kinds
     * @param reason why, for STAYS and NEVER; empty for ROW and BACK
     */
    public record Pair<S extends Enum<S>, E extends Enum<E>>(S from, E on, Kind kind, S to, String reason) {
        /** True when the event changes the state. */
        public boolean moves() {
            return kind == Kind.ROW || kind == Kind.BACK;
        }

        /** The state after the event, for a machine whose state before {@link #from} was {@code previous}. */
        public S next(S previous) {
            return switch (kind) {
                case ROW -> to;
                case BACK -> previous;
                case STAYS, NEVER -> from;
            };
        }

        @Override
        public String toString() {
            return switch (kind) {
                case ROW -> from + " on " + on + " to " + to;
                case BACK -> from + " on " + on + " back to the state before";
                case STAYS -> from + " on " + on + " stays: " + reason;
                case NEVER -> from + " on " + on + " never: " + reason;
            };
        }
    }

    private StateTable(Class<S> states, Class<E> events, List<Line<S, E>> lines) {
        this.states = states;
        this.events = events;
        this.lines = ImmutableList.copyOf(lines);
        this.pairs = multiplyOut(this.lines);
    }

    /** A table with these lines; a pair written twice is an IllegalArgumentException that names it. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <S extends Enum<S>, E extends Enum<E>> StateTable<S, E> of(
            Class<S> states, Class<E> events, Line<S, E>... lines) {
        return new StateTable<>(states, events, List.of(lines));
    }

    private static <S extends Enum<S>, E extends Enum<E>> ImmutableTable<S, E, Pair<S, E>> multiplyOut(
            List<Line<S, E>> lines) {
        Table<S, E, Pair<S, E>> pairs = HashBasedTable.create();
        ImmutableTable.Builder<S, E, Pair<S, E>> inOrder = ImmutableTable.builder();
        for (Line<S, E> line : lines) {
            for (S from : line.from()) {
                for (E on : line.on()) {
                    Pair<S, E> pair = new Pair<>(from, on, line.kind(), line.to(), line.reason());
                    Pair<S, E> earlier = pairs.put(from, on, pair);
                    checkArgument(
                            earlier == null, "%s is written twice: %s; and %s", from + " on " + on, earlier, pair);
                    inOrder.put(from, on, pair);
                }
            }
        }
        return inOrder.build();
    }

    // How a line is written.

    /** In {@code from}, {@code on} leads to {@code to}. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> row(S from, E on, S to) {
        return row(anyOf(from), on, to);
    }

    /** In each of {@code from}, {@code on} leads to {@code to}. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> row(Set<S> from, E on, S to) {
        return new Line<>(from, anyOf(on), Kind.ROW, to, "");
    }

    /** In {@code from}, {@code on} leads back to the state before {@code from}. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> back(S from, E on) {
        return new Line<>(anyOf(from), anyOf(on), Kind.BACK, null, "");
    }

    /** In {@code from}, {@code on} is legal and changes nothing. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> stays(S from, E on, String reason) {
        return stays(anyOf(from), on, reason);
    }

    /** In each of {@code from}, {@code on} is legal and changes nothing. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> stays(Set<S> from, E on, String reason) {
        return new Line<>(from, anyOf(on), Kind.STAYS, null, reason);
    }

    /** In {@code from}, {@code on} cannot come. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> never(S from, E on, String reason) {
        return never(anyOf(from), anyOf(on), reason);
    }

    /** In each of {@code from}, {@code on} cannot come. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> never(Set<S> from, E on, String reason) {
        return never(from, anyOf(on), reason);
    }

    /** In each of {@code from}, none of {@code on} can come. */
    public static <S extends Enum<S>, E extends Enum<E>> Line<S, E> never(Set<S> from, Set<E> on, String reason) {
        return new Line<>(from, on, Kind.NEVER, null, reason);
    }

    /** These states, or these events, in the order of their enum. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends Enum<T>> Set<T> anyOf(T first, T... others) {
        return Sets.immutableEnumSet(first, others);
    }

    /** Every state, or every event, but these. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends Enum<T>> Set<T> allBut(T first, T... others) {
        return Sets.immutableEnumSet(EnumSet.complementOf(EnumSet.of(first, others)));
    }

    /**
     * The lines of a large table, with the states and events fixed: a table that is written inside a subclass compiles in no
     * time, where the static forms, nested a hundred deep in one call, keep the compiler inferring types for minutes.
     */
    public abstract static class Notation<S extends Enum<S>, E extends Enum<E>> {
        /** For a table's own nested class. */
        protected Notation() {}

        /** {@link StateTable#row(Enum, Enum, Enum)}. */
        protected final Line<S, E> row(S from, E on, S to) {
            return StateTable.row(from, on, to);
        }

        /** {@link StateTable#row(Set, Enum, Enum)}. */
        protected final Line<S, E> row(Set<S> from, E on, S to) {
            return StateTable.row(from, on, to);
        }

        /** {@link StateTable#back}. */
        protected final Line<S, E> back(S from, E on) {
            return StateTable.back(from, on);
        }

        /** {@link StateTable#stays(Enum, Enum, String)}. */
        protected final Line<S, E> stays(S from, E on, String reason) {
            return StateTable.stays(from, on, reason);
        }

        /** {@link StateTable#stays(Set, Enum, String)}. */
        protected final Line<S, E> stays(Set<S> from, E on, String reason) {
            return StateTable.stays(from, on, reason);
        }

        /** {@link StateTable#never(Enum, Enum, String)}. */
        protected final Line<S, E> never(S from, E on, String reason) {
            return StateTable.never(from, on, reason);
        }

        /** {@link StateTable#never(Set, Enum, String)}. */
        protected final Line<S, E> never(Set<S> from, E on, String reason) {
            return StateTable.never(from, on, reason);
        }

        /** {@link StateTable#never(Set, Set, String)}. */
        protected final Line<S, E> never(Set<S> from, Set<E> on, String reason) {
            return StateTable.never(from, on, reason);
        }
    }

    // What can be asked.

    /** What {@code on} does in {@code from}; a pair that nobody wrote is an AssertionError. */
    public Pair<S, E> pair(S from, E on) {
        Pair<S, E> pair = pairs.get(from, on);
        if (pair == null) {
            throw new AssertionError("simulator bug: the table has no line for " + from + " on " + on);
        }
        return pair;
    }

    /** The pairs that nobody wrote, as {@code "STATE on EVENT"}; empty for a complete table. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (S from : states.getEnumConstants()) {
            for (E on : events.getEnumConstants()) {
                if (!pairs.contains(from, on)) {
                    missing.add(from + " on " + on);
                }
            }
        }
        return missing;
    }

    /** The lines, in the order in which they were written. */
    public List<Line<S, E>> lines() {
        return lines;
    }

    /** The pairs, in the order of the lines. */
    public List<Pair<S, E>> pairs() {
        return ImmutableList.copyOf(pairs.values());
    }

    /** The states, in the order of their enum. */
    public List<S> states() {
        return ImmutableList.copyOf(states.getEnumConstants());
    }

    /** The events, in the order of their enum. */
    public List<E> events() {
        return ImmutableList.copyOf(events.getEnumConstants());
    }
}
