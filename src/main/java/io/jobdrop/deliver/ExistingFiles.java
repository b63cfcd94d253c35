package io.jobdrop.deliver;

import io.jobdrop.config.Settings;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.record.PublishedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What stands in the folder that receives results, before a job is delivered into it. */
public final class ExistingFiles {
    private final DropFolder folder;
    private final PublishedFiles published;

    public ExistingFiles(Settings settings, PublishedFiles published) {
        this.folder = new DropFolder(settings.path("jobdrop.drop.dir"));
        this.published = published;
    }

    /**
     * Refuses a path for a result of a job. What an earlier attempt at the job left there is no obstacle.
     *
     * @throws GiveUp when something of others stands there, or a symbolic link is on the way to it
     */
    void requireFree(Job job, String path) {
        Path target = folder.resolve(path);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !published.isIntended(job, path)) {
            refuse(job, target, "a file");
        }
    }

    /**
     * Refuses a path for the manifest of a job.
     *
     * @throws GiveUp when something else than an earlier manifest of the job stands there
     */
    void requireFreeForManifest(Job job, String path) {
        Path target = folder.resolve(path);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isOf(job, target)) {
            refuse(job, target, "another manifest");
        }
    }

    private void refuse(Job job, Path target, String what) {
        String owner = published.deliveredBy(target.toString()).orElse("");
        if (!owner.equals(job.toString())) {
            throw new GiveUp(what + " already stands at " + target + ", "
                    + (owner.isEmpty() ? "which no job of the ledger delivered" : "delivered for " + owner)
                    + "; unless it has the same content, the job is given up. Move it away, or change"
                    + " jobdrop.drop.name");
        }
    }

    private static boolean isOf(Job job, Path manifest) {
        try (InputStream in = Files.newInputStream(manifest)) {
            StatedJob stated = StatedJob.read(in, 0);
            return stated.feed().equals(job.feed()) && stated.jobId().equals(job.id());
        } catch (IOException e) {
            return false;
        }
    }
}
