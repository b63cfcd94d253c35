package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Installation;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.Polled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays as it is, is told once and not at each poll. */
class ToldOnceTest {
    private static final int POLLS = 10;

    private final Installation jobdrop;

    @AutoClose
    private final FaultScene scene;

    ToldOnceTest(@TempDir Path home) throws IOException {
        scene = new FaultScene("acme", new FakeVendor(), "a");
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", scene.host().host());
        scene.install(jobdrop);
    }

    @Test
    void a_held_job_is_warned_of_when_it_becomes_held_and_when_its_reason_changes() throws Exception {
        scene.list(FaultScene.list(1, 1, "a"));
        scene.detail(Answer.json("{\"status\":\"completed\"}"));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.INFO)) {
            run.poll("acme", POLLS);

            assertThat(log.all()).singleElement().asString().contains("acme job a: ", "without a result URL", "held");
            assertThat(run.job("a").state()).isEqualTo(JobState.HELD);

            scene.detail(Answer.json("{\"status\":\"paused\"}"));
            run.poll("acme", POLLS);
            assertThat(log.all()).hasSize(2).last().asString().contains("the detail says 'paused'");

            scene.detail(scene.detail(""));
            run.poll("acme", 1);
            assertThat(log.all()).hasSize(3).last().asString().contains("acme job a delivered");
        }
    }

    @Test
    void a_job_that_is_held_late_in_its_attempt_is_told_once_too() throws Exception {
        scene.list(FaultScene.list(1, 1, "a"));
        AtomicInteger requests = new AtomicInteger();
        scene.result((request, wire) -> Answer.status(418, "{\"error\":\"no, " + requests.incrementAndGet() + "\"}")
                .send(request, wire));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.WARN)) {
            run.poll("acme", POLLS);

            assertThat(run.job("a").state()).isEqualTo(JobState.HELD);
            assertThat(requests.get()).isGreaterThanOrEqualTo(POLLS);
            assertThat(log.all())
                    .filteredOn(line -> line.contains("It is held now"))
                    .hasSize(1);
        }
    }

    @Test
    void a_vendor_that_is_down_is_told_once_and_once_when_it_is_well_again() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        scene.list((request, wire) -> Answer.status(
                        403, "{\"error\":\"no rights\",\"requestId\":\"5f0c2a7e9b" + requests.incrementAndGet() + "\"}")
                .send(request, wire));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.INFO)) {
            run.poll("acme", POLLS);
            assertThat(log.all()).singleElement().asString().startsWith("acme poll failed: acme answered 403");

            scene.list(Answer.status(410, "{}"));
            run.poll("acme", POLLS);
            assertThat(log.all()).hasSize(2).last().asString().startsWith("acme poll failed: acme answered 410");

            scene.list(FaultScene.list(1, 1));
            run.poll("acme", 2);
            assertThat(log.all()).hasSize(3).last().isEqualTo("acme is polled well again");
        }
    }

    @Test
    void what_is_wrong_with_a_list_is_told_once() throws Exception {
        scene.list(FaultScene.items(1, 1, "null,{\"id\":\"\",\"status\":\"completed\"}"));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.INFO)) {
            run.poll("acme", POLLS);

            List<String> lines = log.all();
            assertThat(lines).doesNotHaveDuplicates();
            assertThat(lines).anySatisfy(line -> assertThat(line).contains("a null entry was skipped"));
        }
    }

    @Test
    void a_file_of_ids_that_cannot_be_read_is_told_once() throws Exception {
        Path inbox = Files.createDirectories(jobdrop.home().resolve("inbox/companyenrich-bulk"));
        jobdrop.set("COMPANYENRICH_TOKEN", "k")
                .set("COMPANYENRICH_URL", scene.vendor().url());
        jobdrop.set("JOBDROP_FEEDS", "companyenrich-bulk");
        Files.writeString(inbox.resolve("ids.csv"), "id\n\"broken");
        Files.createDirectories(inbox.resolve("ids.csv.rejected/in-the-way"));
        try (Polled run = Polled.start(jobdrop);
                LogLines log = new LogLines(Level.WARN)) {
            await().until(() -> !log.all().isEmpty());
            // It is read again each second, and moved when its ids are taken.
            await().during(Duration.ofMillis(2500))
                    .until(() -> log.all().size() > 0 && run.bundle().inFlight() != null);

            assertThat(log.all())
                    .filteredOn(line -> !line.startsWith("Rollback file strategy"))
                    .singleElement()
                    .asString()
                    .contains("ids.csv could not be read: ");
        }
    }
}
