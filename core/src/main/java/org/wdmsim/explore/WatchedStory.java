package org.wdmsim.explore;

import java.util.function.Function;
import java.util.function.Supplier;
import org.wdmsim.machine.Machine;
import org.wdmsim.machine.MachineBuilder;
import org.wdmsim.memory.WatchedClasses;

/**
 * A story whose drivers' fields are watched: each read and write of a field of a device extension is a step, a touch after
 * the device is gone is a bug check, two accesses that nothing orders are a race, and two fields that belong together must not
 * be seen apart. See {@link WatchedClasses}.
 *
 * <pre>{@code
 * Exploration found = Explorer.of(WatchedStory.of(ClockStory.class)).search(new BoundedSearch(1)).explore();
 * }</pre>
 */
public final class WatchedStory implements Story {
    private final Function<WatchedClasses, Story> load;
    private final Supplier<WatchedClasses> classes;
    private final boolean races;
    private final boolean torn;
    private WatchedClasses loaded;
    private Story story;

    private WatchedStory(
            Function<WatchedClasses, Story> load, Supplier<WatchedClasses> classes, boolean races, boolean torn) {
        this.load = load;
        this.classes = classes;
        this.races = races;
        this.torn = torn;
    }

    /**
     * A story told by a class of its own, which is loaded once more, with the drivers it uses.
     *
     * @param type has a constructor without parameters; no lambda, because nothing can load one again
     */
    public static WatchedStory of(Class<? extends Story> type) {
        return loading(type, loaded -> loaded.make(Story.class, type.getName()));
    }

    /**
     * A story that somebody makes of watched classes.
     *
     * @param beside a class whose loader can give the class files of drivers and story
     * @param load makes the story; it takes whatever is to be watched from the classes it is given
     */
    public static WatchedStory loading(Class<?> beside, Function<WatchedClasses, Story> load) {
        return new WatchedStory(load, () -> WatchedClasses.besides(beside), true, true);
    }

    /** The same story with or without the search for races. */
    public WatchedStory races(boolean value) {
        return new WatchedStory(load, classes, value, torn);
    }

    /** The same story with or without the search for torn protocols. */
    public WatchedStory torn(boolean value) {
        return new WatchedStory(load, classes, races, value);
    }

    /** The same story with classes of its own, so that somebody else may tell it at the same time. */
    @Override
    public Story ownCopy() {
        return new WatchedStory(load, classes, races, torn);
    }

    private Story story() {
        if (story == null) {
            loaded = classes.get().races(races).torn(torn);
            story = load.apply(loaded);
        }
        return story;
    }

    @Override
    public void build(MachineBuilder machine) {
        story().build(machine);
        machine.watching(loaded);
    }

    @Override
    public Judge tell(Machine machine) {
        return story().tell(machine);
    }
}
