package io.jobdrop.stage;

import io.jobdrop.job.Job;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Staging in a drop folder, with a disk that remembers its steps and a progress that is written down. */
final class FolderScene {
    static final Job JOB = TestLedger.job("a");
    static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    final Path drop;
    final DiskSteps disk = new DiskSteps();
    final List<String> progress = new ArrayList<>();

    FolderScene(Path drop) {
        this.drop = drop;
    }

    FolderStaging open(long maxSize) {
        return new FolderStaging(drop, "ledger", "me", maxSize, this::begin, disk);
    }

    static Checkpoint known(long total, long flushed) {
        return Checkpoints.of("\"v1\"", total).at(flushed);
    }

    private Progress.Transfer begin(String what, long expected) {
        progress.add(what + " of " + expected);
        return new Progress.Transfer() {
            @Override
            public void advance(int bytes) {
                progress.add("+" + bytes);
            }

            @Override
            public void close() {
                progress.add("closed");
            }
        };
    }
}
