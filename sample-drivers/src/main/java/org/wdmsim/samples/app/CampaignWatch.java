package org.wdmsim.samples.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.wdmsim.explore.Campaign;

/** Looks at a campaign from time to time while it goes on: writes its state to a file, and shows how far it has come. */
final class CampaignWatch implements AutoCloseable {
    private static final int LOOKS_PER_SECOND = 4;

    private final Campaign campaign;
    private final Path checkpoint; // or null
    private final ProgressLine progress; // or null
    private final PrintWriter err;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "wdmsim watch");
    private boolean isUnwritten; // touched by the thread while it lives

    /** Begins to look. */
    CampaignWatch(Campaign campaign, Path checkpoint, ProgressLine progress, PrintWriter err) {
        this.campaign = campaign;
        this.checkpoint = checkpoint;
        this.progress = progress;
        this.err = err;
        if (checkpoint != null || progress != null) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void watch() {
        for (int look = 0; !hasEnded(); look++) {
            if (look % LOOKS_PER_SECOND == 0) {
                write();
            }
            if (progress != null) {
                progress.show(campaign.progress());
            }
        }
        write();
        if (progress != null) {
            progress.end(campaign.progress());
        }
    }

    private boolean hasEnded() {
        try {
            return ended.await(1_000 / LOOKS_PER_SECOND, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    private void write() {
        if (checkpoint == null || isUnwritten) {
            return;
        }
        try {
            ExplorationFile.write(checkpoint, campaign.soFar());
        } catch (IOException failed) {
            isUnwritten = true;
            err.println("wdmsim: the state could not be written: " + checkpoint + " " + OutputFile.why(failed));
            err.flush();
        }
    }

    /** True when the state could not be written; known when this is closed. */
    boolean isUnwritten() {
        return isUnwritten;
    }

    /** Writes and shows the last state. */
    @Override
    public void close() {
        ended.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
