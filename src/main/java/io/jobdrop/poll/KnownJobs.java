package io.jobdrop.poll;

import io.jobdrop.Feed;
import io.jobdrop.job.Job;
import io.jobdrop.page.PageScan;
import io.jobdrop.record.LedgerQueries;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/** The ledger in the place of a vendor's list: the jobs of a feed that are known and not finished. */
public final class KnownJobs {
    private final LedgerQueries ledger;

    public KnownJobs(LedgerQueries ledger) {
        this.ledger = ledger;
    }

    /** The jobs that should be looked at now, all on one page. Nothing is known of them but their ids. */
    public List<Job> page(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("scan") PageScan scan) {
        scan.end();
        return ledger.offerable(feed.name()).stream()
                .map(id -> Job.known(feed.name(), feed.vendor(), id))
                .toList();
    }
}
