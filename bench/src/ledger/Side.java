package bench.ledger;

import bench.cluster.Postgres;
import io.jobdrop.config.Cluster;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.job.Claim;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import io.jobdrop.job.Intent;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Statement;
import io.jobdrop.job.Verdict;
import io.jobdrop.record.Intents;
import io.jobdrop.record.JobLedger;
import io.jobdrop.record.LedgerClaims;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.ListedJobs;
import io.jobdrop.record.Offers;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.record.SharedPolls;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A ledger as a node has it: the product's own classes. */
final class Side implements AutoCloseable {
    private static final RetryPolicy RETRIES = new RetryPolicy(8, Duration.ofSeconds(30), Duration.ofHours(1));
    private static final String KEY = "jIhHq3oUtGm1yvUVqXRkkTzNStzBgs7eVnRmnCzmkA4=";
    private static final String OWNER = "node-1-0a1b2c3d-4e5f";
    private static final String ENTRY = "0123456789abcdef".repeat(40);
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final LedgerDatabase database;
    private final Path drop;
    private final Clock clock;
    private final JobLedger jobs;
    private final LedgerClaims claims;
    private final Intents intents;
    private final ListedJobs listed;
    private final Offers offers;
    private final SharedPolls polls;

    private Side(LedgerAddress address, Path drop) {
        this.drop = drop;
        database = LedgerDatabase.open(address, drop);
        clock = database.clock(Clock.systemUTC());
        jobs = new JobLedger(database, clock, RETRIES, text -> text);
        claims = new LedgerClaims(database, clock, RETRIES, OWNER, () -> true);
        intents = new Intents(database, clock);
        listed = new ListedJobs(database, clock, RETRIES);
        offers = new Offers(database, clock, OWNER);
        polls = new SharedPolls(database, clock, Clock.systemUTC(), OWNER);
    }

    static Side inFile(Path file) {
        return new Side(new LedgerAddress.InFile(file), file.resolveSibling("drop"));
    }

    static Side onServer(Postgres server, String schema, Path drop) {
        Cluster cluster = new Cluster("jobdrop", "node-1", Duration.ofSeconds(8), KEY);
        return new Side(new LedgerAddress.ByUrl(server.url(), "jobdrop", "", schema, 8, cluster), drop);
    }

    LedgerDatabase database() {
        return database;
    }

    Clock clock() {
        return clock;
    }

    JobLedger jobs() {
        return jobs;
    }

    ListedJobs listed() {
        return listed;
    }

    Offers offers() {
        return offers;
    }

    SharedPolls polls() {
        return polls;
    }

    /** A job as the list shows it. */
    static Job job(String feed, String id) {
        return Job.known(feed, "vendor", id)
                .saying(new Statement(
                        Statement.Rank.COMPLETED_WITH_RESULTS, "completed", History.COMPLETED_AT, HASH.substring(32)));
    }

    static List<Job> fresh(String feed, int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(i -> job(feed, UUID.randomUUID().toString()))
                .toList();
    }

    /** Enters jobs as a poll does, and takes note that they are completed. */
    void enter(List<Job> found) {
        listed.page(found, 1);
        found.forEach(job -> jobs.recordStatus(job, new Verdict(JobState.DUE, "completed", "")));
    }

    void offer(Job job) {
        offers.put(job, ENTRY);
    }

    /** Takes the next offer of a feed, and delivers its job; returns whether there was one. */
    boolean takeAndDeliver(String feed) {
        Offers.Offer offer = offers.take(feed, false).orElse(null);
        if (offer == null) {
            return false;
        }
        deliver(job(feed, offer.jobId()));
        offers.done(offer);
        return true;
    }

    /** Claims a job, writes the intent, and records it as delivered. */
    void deliver(Job job) {
        Claim claim = claims.claim(job.feed(), job.id()).orElseThrow();
        Job claimed = job.claimedAs(claim);
        String path = job.feed() + "/" + job.id() + ".csv";
        intents.write(claimed, List.of(new Intent(1, path, 262_144, HASH)));
        DeliveredFile file =
                new DeliveredFile(job.id() + ".csv", 262_144, HASH, drop.resolve(path).toString());
        jobs.delivered(claimed, new Delivery(drop.resolve(path + ".manifest.json").toString(), List.of(file)));
        claims.confirm(job.feed() + "/" + job.id());
    }

    @Override
    public void close() {
        database.close();
    }
}
