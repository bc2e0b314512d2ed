package org.wdmsim.base;

import com.google.common.base.Joiner;
import com.google.common.base.Strings;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wdmsim.base.StateTable.Kind;
import org.wdmsim.base.StateTable.Line;
import org.wdmsim.base.StateTable.Pair;

/** Draws a {@link StateTable}, so that no picture in the documentation can disagree with the code. */
public final class StateDiagram {
    private StateDiagram() {}

    /**
     * A Mermaid {@code stateDiagram-v2}: an arrow for each two states that a change joins, labelled with its events.
     *
     * <p>A change back to the state before is drawn once for each state it may lead back to.
     *
     * @param initial the state in which a life begins
     * @param title what to write into the box of a state
     */
    public static <S extends Enum<S>, E extends Enum<E>> String mermaid(
            StateTable<S, E> table, S initial, Function<S, String> title) {
        StringBuilder text = new StringBuilder("stateDiagram-v2\n");
        for (S state : table.states()) {
            text.append("    state \"%s\" as %s\n".formatted(escape(title.apply(state)), state.name()));
        }
        text.append("    [*] --> %s\n".formatted(initial.name()));
        arrows(table)
                .forEach((ends, events) -> text.append("    %s --> %s : %s\n"
                        .formatted(
                                ends.get(0).name(),
                                ends.get(1).name(),
                                escape(Joiner.on(", ").join(events)))));
        for (S last : finalStates(table)) {
            text.append("    %s --> [*]\n".formatted(last.name()));
        }
        return text.toString();
    }

    /**
     * The table in Markdown, line by line as the source has it.
     *
     * @param title how to name a state
     */
    public static <S extends Enum<S>, E extends Enum<E>> String markdown(
            StateTable<S, E> table, Function<S, String> title) {
        StringBuilder text = new StringBuilder("| In | On | Then | Because |\n|---|---|---|---|\n");
        for (Line<S, E> line : table.lines()) {
            String then = switch (line.kind()) {
                case ROW -> title.apply(line.to());
                case BACK -> "back to the state before";
                case STAYS -> "stays";
                case NEVER -> "never";
            };
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            names(line.from(), table.states(), title),
                            names(line.on(), table.events(), Enum::name),
                            then,
                            line.reason().replace("|", "\\|"))
                    .replace("|  |", "| |"));
        }
        return text.toString();
    }

    /** Arrows in the order of the states they leave and reach; the key is a list of the two. */
    private static <S extends Enum<S>, E extends Enum<E>> Map<List<S>, Set<E>> arrows(StateTable<S, E> table) {
        Map<List<S>, Set<E>> arrows = new LinkedHashMap<>();
        for (S from : table.states()) {
            for (S to : table.states()) {
                Set<E> events = new LinkedHashSet<>();
                for (Pair<S, E> pair : table.pairs()) {
                    boolean leads = pair.kind() == Kind.ROW && pair.to() == to
                            || pair.kind() == Kind.BACK
                                    && entrances(table, from).contains(to);
                    if (pair.from() == from && leads) {
                        events.add(pair.on());
                    }
                }
                if (!events.isEmpty()) {
                    arrows.put(List.of(from, to), events);
                }
            }
        }
        return arrows;
    }

    /** The states from which a row leads to {@code state}: where a change back may end. */
    private static <S extends Enum<S>, E extends Enum<E>> Set<S> entrances(StateTable<S, E> table, S state) {
        return table.pairs().stream()
                .filter(pair -> pair.kind() == Kind.ROW && pair.to() == state)
                .map(Pair::from)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(state.getDeclaringClass())));
    }

    private static <S extends Enum<S>, E extends Enum<E>> List<S> finalStates(StateTable<S, E> table) {
        return table.states().stream()
                .filter(state -> table.pairs().stream().noneMatch(pair -> pair.from() == state && pair.moves()))
                .toList();
    }

    /** A set in words; a large one by what it leaves out. */
    private static <T extends Enum<T>> String names(Set<T> set, List<T> all, Function<T, String> title) {
        if (set.size() == all.size()) {
            return "all";
        }
        boolean large = set.size() > all.size() / 2;
        String prefix = large ? "all but " : "";
        return prefix
                + all.stream()
                        .filter(member -> set.contains(member) != large)
                        .map(title)
                        .collect(Collectors.joining(", "));
    }

    /** Text that Mermaid takes as it stands: {@code #} begins an entity there and {@code ;} ends a statement. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : Strings.nullToEmpty(text).toCharArray()) {
            switch (c) {
                case '#' -> escaped.append("#35;");
                case ';' -> escaped.append("#59;");
                case '"' -> escaped.append("#quot;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
