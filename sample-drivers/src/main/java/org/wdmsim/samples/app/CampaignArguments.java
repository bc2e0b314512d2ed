package org.wdmsim.samples.app;

import java.nio.file.Path;
import java.util.Optional;
import org.wdmsim.explore.Explorer;
import org.wdmsim.explore.Shard;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What was typed about how a search is spread over cores and machines, and kept from being lost. */
final class CampaignArguments {
    private static final int MOST_JOBS = 1_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Searches on N cores at once; the result does not depend on N (default: 1).")
    private Integer jobs;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Searches only the parts of shard I of N, counted from 0, for \"wdmsim merge\"; needs --result or"
                            + " --checkpoint. --runs is for all shards together.")
    private String shard;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            description = "Writes what was searched and found, for \"wdmsim merge\".")
    private Path result;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Writes every second what was searched and found; if the file is there, goes on from it.")
    private Path checkpoint;

    @Option(
            names = "--progress",
            negatable = true,
            description = "Shows how far the search has come, on standard error; as it does on a terminal anyway.")
    private Boolean progress;

    CampaignArguments() {}

    /** Where the result is to be written. */
    Optional<Path> result() {
        return Optional.ofNullable(result);
    }

    /** Where the state is to be written again and again. */
    Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    /** Which shard, as it was typed. */
    Optional<String> shard() {
        return Optional.ofNullable(shard);
    }

    /** True when the progress is to be shown. */
    boolean showsProgress() {
        return progress == null ? Terminal.isStandardError() : progress;
    }

    /** Why what is known could not be written; null when it can be. */
    String trouble() {
        String trouble = result == null ? null : OutputFile.troubleReplacing(result);
        return trouble != null || checkpoint == null ? trouble : OutputFile.troubleReplacing(checkpoint);
    }

    /** True when something else would be written over what is known. */
    boolean writes(Path file) {
        return file.equals(result) || file.equals(checkpoint);
    }

    /** Sets what was typed; a wrong word is answered with the right one. */
    void applyTo(Explorer explorer) {
        if (jobs != null && (jobs < 1 || jobs > MOST_JOBS)) {
            throw usage("--jobs " + jobs + " is out of range; give 1 to " + MOST_JOBS);
        }
        if (shard != null && result == null && checkpoint == null) {
            throw usage("--shard " + shard
                    + " searches a part only; say with --result FILE where the other shards find it");
        }
        if (result != null && result.toString().isEmpty()
                || checkpoint != null && checkpoint.toString().isEmpty()) {
            throw usage("\"\" is no file; give the name of one");
        }
        if (jobs != null || result != null || checkpoint != null) {
            explorer.jobs(jobs == null ? 1 : jobs);
        }
        try {
            if (shard != null) {
                explorer.shard(Shard.parse(shard));
            }
        } catch (IllegalArgumentException wrong) {
            throw usage("--shard: " + wrong.getMessage());
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
