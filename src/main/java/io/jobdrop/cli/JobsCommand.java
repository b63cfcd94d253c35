package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.job.JobState;
import io.jobdrop.record.Attempt;
import io.jobdrop.record.JobSearch;
import io.jobdrop.record.JobStream;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.status.JobsJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the ledger: what became of each job; with FEED and JOB, one job with its files and last attempts.",
            "Jobs come feed by feed, and in each in the order in which they became known.",
            "It works beside a running jobdrop and never creates a ledger.",
            "States: open (the vendor works on it, or it waits for a worker), due, delivering, delivered, empty (completed, no file), failed (the"
                    + " vendor says so), held (an answer that is not understood), gave-up (retries spent), dismissed (by"
                    + " jobdrop dismiss)."
        })
final class JobsCommand implements Callable<Integer> {
    /** So many jobs are printed at once: a ledger may have millions. */
    private static final int PIECE = 1000;

    private final Console console;

    @Parameters(arity = "0..2", paramLabel = "FEED JOB", description = "One job: its feed, and the vendor's id.")
    private List<String> one = List.of();

    @Option(names = "--feed", paramLabel = "F", description = "Only the jobs of this feed.")
    private @Nullable String feed;

    @Option(names = "--state", paramLabel = "S", description = "Only the jobs in this state.")
    private @Nullable String state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Only the N jobs that became known last, newest first. All of millions need much memory.")
    private @Nullable Integer limit;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    JobsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readForLedger(console);
        if (one.size() == 1 || (!one.isEmpty() && (feed != null || state != null || limit != null))) {
            return console.wrong("Name a feed and a job: jobdrop jobs FEED JOB, or use --feed and --state");
        }
        if (limit != null && limit < 1) {
            return console.wrong("--limit is a number of jobs, at least 1");
        }
        JobState wanted = null;
        try {
            wanted = state == null ? null : JobState.of(state);
        } catch (IllegalArgumentException e) {
            return console.wrong(String.valueOf(e.getMessage()));
        }
        if (feed != null && configuration.feed(feed).isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        try (LedgerAccess access = LedgerAccess.existing(configuration)) {
            if (!one.isEmpty()) {
                return show(
                        access.ledger().queries(),
                        configuration.settings()::redact,
                        configuration.ledger().isShared());
            }
            Consumer<Consumer<LedgerEntry>> jobs = jobs(access, wanted);
            list(to -> jobs.accept(stopping(to)), configuration);
        }
        return Console.FINE;
    }

    private void list(Consumer<Consumer<LedgerEntry>> jobs, Configuration configuration) {
        boolean shared = configuration.ledger().isShared();
        if (json) {
            JobsJson.print(console.out(), jobs, shared, configuration.settings()::redact);
            return;
        }
        Table table = table(shared);
        jobs.accept(job -> {
            table.row(row(job, shared));
            if (table.waiting() == PIECE) {
                table.print(console.out());
            }
        });
        table.print(console.out());
    }

    // Nobody waits for millions of jobs whose reader has gone.
    private Consumer<LedgerEntry> stopping(Consumer<LedgerEntry> to) {
        int[] jobs = {0};
        return job -> {
            to.accept(job);
            if (++jobs[0] % PIECE == 0) {
                console.requireOut();
            }
        };
    }

    private Consumer<Consumer<LedgerEntry>> jobs(LedgerAccess access, @Nullable JobState wanted) {
        if (limit == null) {
            return to -> JobStream.all(access.database(), wanted).each(feed, to);
        }
        int most = Math.min(limit, Integer.MAX_VALUE - 1);
        return to -> access.ledger()
                .queries()
                .search()
                .page(new JobSearch.Wanted(feed, wanted, ""), OptionalLong.empty(), most)
                .jobs()
                .forEach(to);
    }

    // With the node that delivers it, where there are several.
    private static Table table(boolean shared) {
        return shared
                ? new Table("FEED", "JOB", "STATE", "FILES", "BYTES", "NODE", "NOTE")
                : new Table("FEED", "JOB", "STATE", "FILES", "BYTES", "NOTE");
    }

    private static String[] row(LedgerEntry job, boolean shared) {
        List<String> row = new ArrayList<>(List.of(RunReport.row(job)));
        if (shared) {
            row.add(row.size() - 1, Objects.requireNonNullElse(job.node(), ""));
        }
        return row.toArray(String[]::new);
    }

    private int show(LedgerQueries ledger, UnaryOperator<String> redact, boolean shared) {
        Optional<LedgerEntry> found = ledger.search().job(one.get(0), one.get(1));
        if (found.isEmpty()) {
            return console.wrong(one.get(0) + " job " + one.get(1) + " is not in the ledger");
        }
        LedgerEntry job = found.get();
        List<Attempt> attempts = ledger.attempts(job.feed(), job.jobId());
        if (json) {
            console.out().println(JobsJson.of(job, attempts, shared, redact));
            return Console.FINE;
        }
        Table one = table(shared);
        one.row(row(job, shared));
        one.print(console.out());
        Table files = new Table("FILE", "BYTES", "SHA-256");
        job.files().forEach(file -> files.row(file.location(), Long.toString(file.bytes()), file.sha256()));
        Table history = new Table("BEGAN", "ENDED", "OUTCOME", "TIMES", "BYTES", "REASON");
        attempts.forEach(attempt -> history.row(
                attempt.startedAt().toString(),
                attempt.endedAt().toString(),
                attempt.outcome().word(),
                Integer.toString(attempt.times()),
                Long.toString(attempt.bytes()),
                Objects.requireNonNullElse(attempt.reason(), "")));
        for (Table table : List.of(files, history)) {
            if (table.rows() > 0) {
                console.out().println();
                table.print(console.out());
            }
        }
        return Console.FINE;
    }
}
