package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.deliver.JobFinding;
import io.jobdrop.record.Audited;
import io.jobdrop.record.Audits;
import io.jobdrop.record.LeaseRenewals;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.stage.Progress;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running node and an audit that somebody else has begun. */
class AuditShareTest {
    private static final String FEED = "convertly-jobs";
    private static final String SCHEMA = "audit_share";

    @TempDir
    Path folder;

    @AutoClose
    private FakeVendor vendor;

    @BeforeEach
    void serve() throws Exception {
        TestServer.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        vendor = new FakeVendor();
        vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
        vendor.on(
                "/api/jobs",
                Answer.json("{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":"
                        + "[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url()
                        + "/r/1\"}]}],\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
    }

    private Configuration configuration() {
        ByUrl ledger = TestServer.ledger(SCHEMA);
        return new Installation(folder)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", FEED)
                .set("JOBDROP_HTTP_PORT", "")
                .set("CONVERTLY_JOBS_SCHEDULE", "0 0 0 1 1 ?")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_LEDGER_URL", ledger.url())
                .set("JOBDROP_LEDGER_USER", ledger.user())
                .set("JOBDROP_LEDGER_SCHEMA", SCHEMA)
                .set("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef")
                .set("JOBDROP_CLUSTER_LEASE", "3s")
                .read();
    }

    @Test
    void a_node_does_the_parts_of_audits_and_finds_what_the_command_would() throws Exception {
        Configuration configuration = configuration();
        Path drop = configuration.settings().path("jobdrop.drop.dir");
        try (Run node = Run.prepare(configuration, JobdropContext.Mode.SERVICE, false, Progress.NONE);
                LedgerDatabase database = LedgerDatabase.open(configuration.ledger(), drop)) {
            node.start();
            Path file = drop.resolve(FEED).resolve("e-1").resolve("r.csv");
            Path manifest = file.resolveSibling("manifest.json");
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(manifest));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> node.bundle().ledger().queries().begun(FEED).isEmpty());

            assertThat(audit(database)).isEmpty();
            Files.writeString(file, "b\n");
            Files.delete(manifest);
            assertThat(audit(database))
                    .extracting(found -> found.jobId() + " " + found.finding())
                    .containsExactly(
                            "e-1 Finding[place=" + file + ", what=changed: another sha256]",
                            "e-1 Finding[place=" + manifest + ", what=missing]");
        }
    }

    private static List<JobFinding> audit(LedgerDatabase database) {
        Clock clock = database.clock(Clock.systemUTC());
        Audits audits = new Audits(database, clock);
        assertThat(audits.begin(null)).isEqualTo(1);
        try (LeaseRenewals renewals = new LeaseRenewals(database, clock, List.of(audits), () -> true)) {
            renewals.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> audits.progress().done() == 1);

            assertThat(audits.progress().audited()).isEqualTo(new Audited(1, 1, 0, 2));
            Audits.Done done = audits.done(0, 10).get(0);
            return JobFinding.of(done.part().feed(), done.findings());
        } finally {
            audits.end();
        }
    }
}
