package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.download.DownloadScene;
import io.jobdrop.job.Claim;
import io.jobdrop.job.Job;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.DiskSteps;
import io.jobdrop.support.TestLedger;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows may keep the name of a deleted file until it is closed, and refuses to delete its folder as long. */
class StagingOnWindowsTest {
    private static final Job JOB = TestLedger.job("a").claimedAs(new Claim("me", 4, true));

    @TempDir
    Path drop;

    private final DiskSteps disk = new DiskSteps();

    @BeforeEach
    void refuseFoldersWithAnOpenLock() {
        for (String owner : List.of("dead", "me")) {
            disk.on("delete " + owner, folder -> {
                if (isLocked(owner)) {
                    throw new DirectoryNotEmptyException(folder.toString());
                }
            });
        }
    }

    @Test
    void a_run_leaves_no_folder_behind() throws Exception {
        FolderStaging staging = staged("me");
        staging.clear(JOB);

        staging.close();

        assertThat(drop).isEmptyDirectory();
    }

    @Test
    void a_start_takes_over_what_the_dead_have_left() throws Exception {
        staged("dead").close();
        FolderStaging next = staging("me");

        next.retainOnly("f", List.of("a"));

        assertThat(next.folder(JOB).resolve("1")).hasContent("abc");
        assertThat(drop.resolve(".staging/ledger/dead")).doesNotExist();
        next.close();
    }

    private FolderStaging staged(String owner) throws Exception {
        FolderStaging staging = staging(owner);
        staging.store(JOB, 1, DownloadScene.body("abc"), Checkpoints.of(null, 3));
        return staging;
    }

    private FolderStaging staging(String owner) {
        return new FolderStaging(drop, "ledger", owner, Long.MAX_VALUE, Progress.NONE, disk);
    }

    private static boolean isLocked(String owner) {
        return System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.startsWith(ProcessLock.class.getName())
                        && Path.of(name).endsWith(Path.of(owner, "lock")));
    }
}
