package io.jobdrop.record;

import io.jobdrop.job.Job;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** Whose the files are that stand in the drop, as far as the ledger knows. */
public final class PublishedFiles {
    private final Jdbi jdbi;
    private final Locations locations;

    public PublishedFiles(LedgerDatabase database) {
        this.jdbi = database.jdbi();
        this.locations = database.locations();
    }

    /** Whether an attempt at this job, which did not end well, was about to publish a result at this path of the drop. */
    public boolean isIntended(Job job, String path) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "SELECT COUNT(*) FROM intent WHERE feed = :feed AND job_id = :id AND path = :path")
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .bind("path", path)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** The job that delivered what stands at a place, in words: {@code FEED job ID}. */
    public Optional<String> deliveredBy(String place) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT feed || ' job ' || job_id FROM job_file"
                        + " WHERE location IN (:place, :stored) UNION ALL"
                        + " SELECT feed || ' job ' || job_id FROM job WHERE manifest IN (:place, :stored) LIMIT 1")
                .bind("place", place)
                .bind("stored", locations.stored(place))
                .mapTo(String.class)
                .findOne());
    }
}
