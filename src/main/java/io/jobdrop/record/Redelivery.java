package io.jobdrop.record;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** A delivery that is made once more: what it must have in common with the one that the ledger knows. */
final class Redelivery {
    /** Whether a job that was delivered is to be delivered once more. */
    static final String PENDING = "redelivery > 0 AND redelivery = delivery";

    private static final String KEY = " WHERE feed = :feed AND job_id = :id";

    private Redelivery() {}

    /** What a verdict means for a job: one that was delivered before is held when the vendor offers no file any more. */
    static Verdict judge(Handle handle, Job job, Verdict verdict) {
        boolean over = verdict.state() == JobState.EMPTY || verdict.state() == JobState.FAILED;
        if (!over || !isPending(handle, job)) {
            return verdict;
        }
        String reason = verdict.reason().isEmpty() ? "" : " (" + verdict.reason() + ")";
        return new Verdict(
                JobState.HELD,
                verdict.status(),
                "it is to be delivered once more, and the vendor offers no file of it any more" + reason);
    }

    /**
     * Makes sure that files get the names that they had.
     *
     * @param paths where the files are to be published, below the destination
     * @throws GiveUp when they were delivered under others
     */
    static void confirmNames(Handle handle, Job job, Collection<String> paths) {
        if (!isPending(handle, job)) {
            return;
        }
        List<String> before = handle.createQuery("SELECT location FROM job_file" + KEY + " ORDER BY position")
                .bind("feed", job.feed())
                .bind("id", job.id())
                .mapTo(String.class)
                .list();
        List<String> locations = before.stream()
                .map(location -> "/" + location.replace('\\', '/'))
                .toList();
        boolean same = locations.size() == paths.size()
                && paths.stream().allMatch(path -> locations.stream().anyMatch(each -> each.endsWith("/" + path)));
        if (!same) {
            throw new GiveUp("it was delivered as " + String.join(", ", before) + ", and would be delivered as "
                    + paths.stream().sorted().collect(Collectors.joining(", "))
                    + " now; nothing was published. Compare jobdrop.drop.name and the vendor's results, then use"
                    + " jobdrop retry");
        }
    }

    private static boolean isPending(Handle handle, Job job) {
        return handle.createQuery("SELECT COUNT(*) FROM job" + KEY + " AND " + PENDING)
                        .bind("feed", job.feed())
                        .bind("id", job.id())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
