package io.jobdrop.record;

import io.jobdrop.job.Job;
import java.util.List;

/** The ledger in the place of a vendor's list: the jobs of a feed that are known and not finished. */
public final class KnownJobs {
    private final LedgerQueries ledger;

    public KnownJobs(LedgerQueries ledger) {
        this.ledger = ledger;
    }

    /** The jobs that should be looked at now. Nothing is known of them but their ids. */
    public List<Job> unfinished(String feed, String vendor) {
        return ledger.offerable(feed).stream()
                .map(id -> Job.known(feed, vendor, id))
                .toList();
    }
}
