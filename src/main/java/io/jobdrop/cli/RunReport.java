package io.jobdrop.cli;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a single run did, as a table. */
final class RunReport {
    private static final int SHOWN = 40;

    private final LedgerQueries ledger;
    private final List<Poll> polls;
    private final Instant began;

    RunReport(LedgerQueries ledger, List<Poll> polls, Instant began) {
        this.ledger = ledger;
        this.polls = polls;
        this.began = began;
    }

    /** Whether every poll went well and no job is due, delivering, held or gave-up. */
    boolean isAllWell() {
        return polls.stream().allMatch(poll -> poll.error() == null)
                && polls.stream()
                        .flatMap(poll -> ledger.counts(poll.feed()).keySet().stream())
                        .noneMatch(JobState::isUndelivered);
    }

    void print(PrintStream out, String destinations) {
        Table jobs = new Table("FEED", "JOB", "STATE", "FILES", "BYTES", "NOTE");
        boolean hidden = false;
        for (Poll poll : polls) {
            for (LedgerEntry entry : ledger.news(poll.feed(), began, SHOWN)) {
                if (jobs.rows() < SHOWN) {
                    jobs.row(row(entry));
                } else {
                    hidden = true;
                }
            }
            hidden |= ledger.deliveredSince(poll.feed(), began) > SHOWN;
        }
        if (jobs.rows() > 0) {
            jobs.print(out);
            if (hidden) {
                out.println("... and more; jobdrop jobs shows all.");
            }
            out.println();
        }
        Table feeds = new Table("FEED", "POLL", "DELIVERED NOW", "JOBS IN THE LEDGER");
        for (Poll poll : polls) {
            feeds.row(
                    poll.feed(),
                    poll.error() == null ? "ok" : "failed",
                    Long.toString(ledger.deliveredSince(poll.feed(), began)),
                    counts(poll.feed()));
        }
        feeds.print(out);
        polls.stream()
                .filter(poll -> poll.error() != null)
                .forEach(poll -> out.println(poll.feed() + ": " + poll.error()));
        out.println();
        out.println("Files and manifests are in " + destinations);
    }

    private String counts(String feed) {
        Map<JobState, Integer> counts = ledger.counts(feed);
        return counts.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        counts.entrySet().stream()
                                .map(entry ->
                                        entry.getValue() + " " + entry.getKey().word())
                                .toList());
    }

    static String[] row(LedgerEntry entry) {
        long bytes = entry.files().stream().mapToLong(DeliveredFile::bytes).sum();
        String status = entry.status();
        String error = entry.error();
        String note = error != null ? error : entry.state() == JobState.OPEN && status != null ? status : "";
        Instant missing = entry.missingSince();
        String where = missing == null ? "" : "not on the vendor's list since " + missing;
        return new String[] {
            entry.feed(),
            entry.jobId(),
            entry.state().word(),
            entry.files().isEmpty() ? "" : Integer.toString(entry.files().size()),
            entry.files().isEmpty() ? "" : Long.toString(bytes),
            note.isEmpty() || where.isEmpty() ? note + where : note + "; " + where
        };
    }
}
