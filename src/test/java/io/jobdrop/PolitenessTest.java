package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one account's requests do to one another, and a list that moves while it is scanned. */
@Tag("slow")
class PolitenessTest {
    @TempDir
    Path home;

    private FaultScene scene;
    private FaultScene other;
    private Installation jobdrop;

    @BeforeEach
    void start() throws Exception {
        scene = new FaultScene("acme", new FakeVendor(), "j0");
        other = new FaultScene("globex", new FakeVendor(), "j0");
        jobdrop = new Installation(home).set("JOBDROP_RETRY_MAX_BACKOFF", "3s").set("JOBDROP_RETRY_ATTEMPTS", "5");
        scene.install(jobdrop);
        other.install(jobdrop);
        jobdrop.set(
                "JOBDROP_DOWNLOAD_ALLOW_HOSTS",
                String.join(
                        ",",
                        scene.host().host(),
                        scene.vendor().host(),
                        other.host().host()));
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
        other.close();
    }

    @Test
    void a_429_for_a_result_quiets_list_and_details_of_that_account_and_no_other() throws Exception {
        serveResultsAtTheVendor(6);
        List<Long> refusals = new CopyOnWriteArrayList<>();
        scene.vendor()
                .on(
                        "/r/3",
                        Faults.first(
                                1,
                                (request, wire) -> {
                                    refusals.add(System.nanoTime());
                                    Faults.status(429, "Retry-After", "3").send(request, wire);
                                },
                                Faults.file("3".getBytes(StandardCharsets.UTF_8))));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.jobs()).allMatch(job -> job.state() == JobState.DELIVERED);
        long from = refusals.get(0) + Duration.ofSeconds(1).toNanos();
        long until = refusals.get(0) + Duration.ofSeconds(3).toNanos();
        assertThat(scene.vendor().requests()).noneMatch(request -> request.at() > from && request.at() < until);
        assertThat(scene.vendor().requests()).anyMatch(request -> request.at() >= until);
        assertThat(other.vendor().requests()).noneMatch(request -> request.at() >= until);
    }

    @Test
    void list_details_and_results_share_the_accounts_rate() throws Exception {
        serveResultsAtTheVendor(6);
        jobdrop.set("ACME_RATE", "20/s");

        Outcome outcome = jobdrop.pollOnce();

        List<FakeVendor.Request> sent = scene.vendor().requests();
        assertThat(outcome.jobs()).allMatch(job -> job.state() == JobState.DELIVERED);
        assertThat(sent).hasSizeGreaterThanOrEqualTo(13);
        assertThat(Duration.ofNanos(sent.get(sent.size() - 1).at() - sent.get(0).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(50L * (sent.size() - 2)));
    }

    @Test
    void a_pause_that_is_too_long_to_wait_for_stands_in_the_ledger() throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "10m");
        scene.detail(Faults.status(429, "Retry-After", "300"));

        Outcome outcome = jobdrop.pollOnce();

        LedgerEntry job = outcome.jobs().stream()
                .filter(entry -> entry.feed().equals("acme") && entry.jobId().equals("j0"))
                .findFirst()
                .orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.DUE);
        assertThat(job.nextAttemptAt()).isAfter(job.firstSeenAt().plusSeconds(290));
        assertThat(scene.vendor().requests("/jobs/j0")).hasSize(1);
        assertThat(jobdrop.files()).contains("globex/j0/r.csv");
    }

    @Test
    void a_refusal_after_a_passing_failure_is_not_repeated() throws Exception {
        jobdrop.set("JOBDROP_RETRY_MAX_BACKOFF", "1ms");
        scene.list(Faults.first(1, Faults.status(503), Faults.status(401)));
        other.list(FaultScene.list(1, 1, "j0"));
        other.detail(Faults.first(1, Faults.status(503), Faults.status(403)));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("acme")).startsWith("acme answered 401");
        assertThat(scene.vendor().requests("/jobs")).hasSize(2);
        assertThat(outcome.state("j0")).isEqualTo(JobState.HELD);
        assertThat(other.vendor().requests("/jobs/j0")).hasSize(2);
    }

    @Test
    void jobs_that_come_and_go_while_the_list_is_walked_are_delivered_by_the_next_poll() throws Exception {
        List<String> jobs =
                new ArrayList<>(IntStream.range(0, 9).mapToObj(i -> "old" + i).toList());
        for (int i = 0; i < 9; i++) {
            serve("old" + i);
            serve("new" + i);
        }
        AtomicInteger come = new AtomicInteger();
        AtomicBoolean moving = new AtomicBoolean(true);
        scene.list((request, wire) -> {
            int page = Integer.parseInt(request.query().replaceAll(".*\\bpage=(\\d+).*", "$1"));
            if (page > 1 && moving.get()) {
                jobs.add(0, "new" + come.getAndIncrement());
                jobs.remove("old8");
            }
            List<String> ids = jobs.subList(Math.min(jobs.size(), page * 3 - 3), Math.min(jobs.size(), page * 3));
            FaultScene.list(page, (jobs.size() + 2) / 3, ids.toArray(String[]::new))
                    .send(request, wire);
        });

        jobdrop.pollOnce();
        moving.set(false);
        jobdrop.pollOnce();

        assertThat(come.get()).isPositive();
        assertThat(jobdrop.files().stream().filter(file -> file.matches("acme/.*/r.csv")))
                .containsAll(jobs.stream().map(id -> "acme/" + id + "/r.csv").toList());
        assertThat(scene.host().requests("/r"))
                .hasSameSizeAs(jobdrop.files().stream()
                        .filter(file -> file.matches("acme/.*/r.csv"))
                        .toList());
    }

    @Test
    void a_ledger_that_is_locked_for_a_while_loses_nothing_and_publishes_nothing_twice() throws Exception {
        String url = "jdbc:sqlite:" + home.resolve("data/ledger.db");
        AtomicInteger asked = new AtomicInteger();
        scene.result((request, wire) -> {
            if (asked.incrementAndGet() == 1) {
                try (Connection connection = DriverManager.getConnection(url)) {
                    connection.createStatement().execute("BEGIN IMMEDIATE");
                    Faults.file(FaultScene.CSV).send(request, wire);
                    wire.pause(8000);
                    connection.createStatement().execute("ROLLBACK");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            } else {
                Faults.file(FaultScene.CSV).send(request, wire);
            }
        });

        jobdrop.pollOnce();
        Object published =
                java.nio.file.Files.getLastModifiedTime(jobdrop.drop().resolve("acme/j0/r.csv"));
        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.jobs()).allMatch(job -> job.state() == JobState.DELIVERED);
        assertThat(jobdrop.file("acme/j0/r.csv")).isEqualTo(FaultScene.CSV);
        assertThat(java.nio.file.Files.getLastModifiedTime(jobdrop.drop().resolve("acme/j0/r.csv")))
                .isEqualTo(published);
    }

    private void serve(String id) {
        scene.vendor().on("/jobs/" + id, scene.detail(""));
    }

    private void serveResultsAtTheVendor(int jobs) {
        String[] ids = IntStream.range(0, jobs).mapToObj(i -> "j" + i).toArray(String[]::new);
        scene.list(FaultScene.list(1, 1, ids));
        for (int i = 0; i < jobs; i++) {
            scene.vendor().on("/jobs/j" + i, FaultScene.detailOf(scene.vendor().url() + "/r/" + i, ""));
            scene.vendor().on("/r/" + i, Faults.file(("" + i).getBytes(StandardCharsets.UTF_8)));
        }
    }
}
