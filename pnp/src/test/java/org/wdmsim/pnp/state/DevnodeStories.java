package org.wdmsim.pnp.state;

import static org.wdmsim.pnp.state.DevnodeEvent.*;

import java.util.ArrayList;
import java.util.List;

/** Stories that other stories begin with, and the states a story walks through. */
final class DevnodeStories {
    static final List<DevnodeEvent> FOUND = List.of(PDO_REPORTED, IDS_QUERIED);
    static final List<DevnodeEvent> STARTING =
            then(FOUND, ADD_SUCCEEDED, RESOURCES_GRANTED, START_SENT, START_RETURNED);
    static final List<DevnodeEvent> WORKING =
            then(STARTING, START_SUCCEEDED, POST_START_DONE, ENUMERATE_SENT, RELATIONS_RETURNED, CHILDREN_DIFFED);
    static final List<DevnodeEvent> REMOVED_IN_ORDER = then(WORKING, QUERY_REMOVE_ACCEPTED, REMOVE);

    private DevnodeStories() {}

    static List<DevnodeEvent> then(List<DevnodeEvent> beginning, DevnodeEvent... events) {
        List<DevnodeEvent> story = new ArrayList<>(beginning);
        story.addAll(List.of(events));
        return List.copyOf(story);
    }

    /** The states entered by {@code events}, after {@code beginning} has been told. */
    static List<DevnodeState> statesAfter(List<DevnodeEvent> beginning, DevnodeEvent... events) {
        List<DevnodeState> entered = new ArrayList<>();
        var life = new DevnodeLife("pdo#3", (from, on, to) -> entered.add(to));
        beginning.forEach(life::on);
        entered.clear();
        List.of(events).forEach(life::on);
        return entered;
    }

    static DevnodeLife lifeAfter(List<DevnodeEvent> story) {
        var life = new DevnodeLife("pdo#3", (from, on, to) -> {});
        story.forEach(life::on);
        return life;
    }
}
