package org.wdmsim.base;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.wdmsim.base.StateTable.Pair;

/**
 * The shortest story for each change of state a table knows: the events that lead from the first state through it.
 *
 * <p>A test plays every story against the object that lives by the table; a change without a story can never happen.
 */
public final class StateWalks {
    private StateWalks() {}

    /** Where a walk stands: the state, the state before it, and the events that led here. */
    private record Place<S, E>(S state, S previous, ImmutableList<E> story) {
        List<S> key() {
            return List.of(state, previous);
        }
    }

    /**
     * The shortest list of events that ends with each change of state, starting in {@code initial}.
     *
     * <p>Pairs of kind ROW and BACK that cannot be reached are absent.
     */
    public static <S extends Enum<S>, E extends Enum<E>> Map<Pair<S, E>, List<E>> shortest(
            StateTable<S, E> table, S initial) {
        // Breadth first over (state, state before it): the second half is what a BACK needs to know.
        Map<Pair<S, E>, List<E>> walks = new LinkedHashMap<>();
        Set<List<S>> seen = new LinkedHashSet<>();
        Queue<Place<S, E>> places = new ArrayDeque<>();
        places.add(new Place<>(initial, initial, ImmutableList.of()));
        while (!places.isEmpty()) {
            Place<S, E> place = places.remove();
            if (!seen.add(place.key())) {
                continue;
            }
            for (Pair<S, E> pair : table.pairs()) {
                if (pair.from() == place.state() && pair.moves()) {
                    ImmutableList<E> story = ImmutableList.<E>builder()
                            .addAll(place.story())
                            .add(pair.on())
                            .build();
                    walks.putIfAbsent(pair, story);
                    places.add(new Place<>(pair.next(place.previous()), place.state(), story));
                }
            }
        }
        return walks;
    }

    /** The changes of state that no story reaches from {@code initial}; empty for a sound table. */
    public static <S extends Enum<S>, E extends Enum<E>> List<Pair<S, E>> unreachable(
            StateTable<S, E> table, S initial) {
        Set<Pair<S, E>> walked = shortest(table, initial).keySet();
        return table.pairs().stream()
                .filter(pair -> pair.moves() && !walked.contains(pair))
                .toList();
    }
}
