package io.jobdrop.cli;

import io.jobdrop.deliver.Plan;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import java.io.PrintStream;
import java.util.List;
import java.util.Objects;

/** What would be delivered, and what would not, as tables. */
final class PlanReport {
    private final Plan plan;
    private final List<Poll> polls;
    private final List<LedgerEntry> undelivered;

    /** By the ledger of the plan, which knows what became of each job. */
    PlanReport(Plan plan, List<Poll> polls, LedgerQueries ledger) {
        this.plan = plan;
        this.polls = polls;
        this.undelivered = polls.stream()
                .flatMap(poll -> ledger.jobs(poll.feed(), null).stream())
                .filter(PlanReport::isUndelivered)
                .toList();
    }

    // A job that is planned is delivering. One that is due has failed, or waits for its next attempt.
    private static boolean isUndelivered(LedgerEntry job) {
        return job.state() == JobState.HELD
                || job.state() == JobState.GAVE_UP
                || (job.state() == JobState.DUE && job.error() != null);
    }

    /** How the poll of each feed went. */
    List<Poll> polls() {
        return polls;
    }

    /** Whether every poll went well. */
    boolean isPolled() {
        return polls.stream().allMatch(poll -> poll.error() == null);
    }

    /** The same, and no job would be held, given up or tried again. */
    boolean isAllWell() {
        return isPolled() && undelivered.isEmpty();
    }

    void print(PrintStream out, PrintStream err, String destinations) {
        Table table = new Table("FEED", "JOB", "BYTES", "WOULD BE DELIVERED AS");
        for (Plan.Item item : plan.all()) {
            String bytes = item.manifest() ? "" : item.bytes() < 0 ? "?" : Long.toString(item.bytes());
            table.row(item.feed(), item.jobId(), bytes, item.path());
        }
        table.print(out);
        out.println(plan.items().size() + " files would be delivered to " + destinations);
        if (!undelivered.isEmpty()) {
            Table others = new Table("FEED", "JOB", "WOULD BE", "REASON");
            undelivered.forEach(
                    job -> others.row(job.feed(), job.jobId(), job.state().word(), Objects.toString(job.error(), "")));
            out.println();
            others.print(out);
            out.println(undelivered.size() + " jobs would not be delivered");
        }
        polls.stream()
                .filter(poll -> poll.error() != null)
                .forEach(poll -> err.println(poll.feed() + ": " + poll.error()));
    }
}
