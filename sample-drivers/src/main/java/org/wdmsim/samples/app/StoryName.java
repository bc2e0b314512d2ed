package org.wdmsim.samples.app;

import java.util.List;
import org.wdmsim.pnp.scenario.RunOptions;
import org.wdmsim.pnp.scenario.Scenario;

/** What is explored, in one line: the version, since others may have other drivers, and the story as it is typed. */
final class StoryName {
    private static final String STORY = " explores ";

    private StoryName() {}

    static String of(Scenario scenario, RunOptions options, StoryArguments story) {
        return VersionText.ours()
                + STORY
                + ReplayLine.story(scenario, options, story)
                        .append(options.watched() == null ? " --no-fields" : "") // explore watches them unless told
                        .append(" --seed ")
                        .append(options.seed());
    }

    /**
     * The story as it is typed.
     *
     * @throws IllegalArgumentException when it is of another version
     */
    static List<String> arguments(String name) {
        String ours = VersionText.ours() + STORY;
        if (!name.startsWith(ours)) {
            throw new IllegalArgumentException("it was written as \"" + name + "\", and this is " + VersionText.ours());
        }
        return List.of(name.substring(ours.length()).split(" "));
    }
}
