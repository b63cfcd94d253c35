package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    private static final Instant BEGUN = Instant.parse("2026-11-22T05:00:00.123Z");

    @TempDir
    Path folder;

    private LedgerDatabase database;
    private Uploads uploads;

    @BeforeEach
    void open() {
        database = LedgerDatabase.open(folder.resolve("ledger.db"), folder.resolve("drop"));
        uploads = new Uploads(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void an_upload_is_known_before_the_store_is_asked_and_live_once_it_answered() {
        Upload intent = upload("u", "j", 1);
        uploads.begin(intent);

        assertThat(uploads.ofJob("f", "j")).containsExactly(intent);
        assertThat(uploads.live("f", "j", 1, 3)).isEmpty();

        uploads.begun("u", "store-1");
        assertThat(uploads.live("f", "j", 1, 3)).contains(intent.begunAs("store-1"));
    }

    @Test
    void it_outlives_the_process() {
        begun("u", "j", 1);
        uploads.part(row("u"), part(1));
        uploads.save(row("u"), "{\"total\":7}");

        close();
        open();

        Upload kept = uploads.live("f", "j", 1, 3).orElseThrow();
        assertThat(kept.checkpoint()).isEqualTo("{\"total\":7}");
        assertThat(kept.begunAt()).isEqualTo(BEGUN);
        assertThat(kept.parts()).containsExactly(part(1));
    }

    @Test
    void parts_are_in_order_whenever_they_arrived() {
        begun("u", "j", 1);
        for (int number : List.of(3, 1, 10, 2, 4, 5, 6, 7, 8, 9)) {
            uploads.part(row("u"), part(number));
        }

        Upload upload = uploads.live("f", "j", 1, 3).orElseThrow();
        assertThat(upload.parts()).extracting(Upload.Part::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(upload.bytes()).isEqualTo(1055);
    }

    @Test
    void what_is_behind_a_gap_is_hidden_until_it_is_closed() {
        begun("u", "j", 1);
        uploads.part(row("u"), part(1));
        uploads.part(row("u"), part(3));
        assertThat(uploads.live("f", "j", 1, 3).orElseThrow().bytes()).isEqualTo(101);

        uploads.part(row("u"), part(2));
        assertThat(uploads.live("f", "j", 1, 3).orElseThrow().bytes()).isEqualTo(306);
    }

    @Test
    void without_its_first_part_it_has_none() {
        begun("u", "j", 1);
        uploads.part(row("u"), part(2));

        assertThat(uploads.live("f", "j", 1, 3).orElseThrow().parts()).isEmpty();
    }

    @Test
    void a_part_sent_twice_counts_once_as_it_was_sent_last() {
        begun("u", "j", 1);
        uploads.part(row("u"), part(1));
        Upload.Part again = new Upload.Part(1, 55, "other", 0xffffffffL);
        uploads.part(row("u"), again);

        assertThat(uploads.live("f", "j", 1, 3).orElseThrow().parts()).containsExactly(again);
    }

    @Test
    void a_dead_one_is_not_live_and_stays_known_until_it_is_forgotten() {
        begun("u", "j", 1);
        uploads.part(row("u"), part(1));
        uploads.dead("u");

        assertThat(uploads.live("f", "j", 1, 3)).isEmpty();
        assertThat(uploads.ofFeed("f")).singleElement().matches(Upload::dead);

        uploads.forget("u");
        assertThat(uploads.all()).isEmpty();
        uploads.begin(upload("u", "j", 1));
        assertThat(uploads.all())
                .singleElement()
                .satisfies(fresh -> assertThat(fresh.parts()).isEmpty());
    }

    @Test
    void uploads_of_other_results_jobs_and_feeds_are_told_apart() {
        begun("a", "j", 1);
        begun("b", "j", 2);
        begun("c", "k", 1);
        uploads.begin(upload("d", "g", "j", 1));
        uploads.part(row("b"), part(1));

        assertThat(uploads.live("f", "j", 2, 3)).map(Upload::id).contains("b");
        assertThat(uploads.live("f", "j", 1, 3).orElseThrow().parts()).isEmpty();
        assertThat(ids(uploads.ofJob("f", "j"))).containsExactly("a", "b");
        assertThat(ids(uploads.ofFeed("f"))).containsExactly("a", "b", "c");
        assertThat(ids(uploads.all())).containsExactly("a", "b", "c", "d");

        uploads.forget("b");
        assertThat(ids(uploads.all())).containsExactly("a", "c", "d");
    }

    @Test
    void a_later_claim_goes_on_with_an_upload_once_it_has_taken_it_over() {
        begun("u", "j", 1);
        begun("dead", "j", 1);
        begun("other", "k", 1);
        uploads.dead("dead");
        Upload before = row("u");

        uploads.takeOver("f", "j", 5);

        assertThat(uploads.live("f", "j", 1, 3)).isEmpty();
        assertThat(uploads.live("f", "j", 1, 5)).map(Upload::id).contains("u");
        assertThat(row("dead").owner().fence()).isEqualTo(3);
        assertThat(row("other").owner().fence()).isEqualTo(3);
        assertThat(uploads.part(before, part(1))).isFalse();
        uploads.save(before, "{\"total\":9}");
        assertThat(row("u").parts()).isEmpty();
        assertThat(row("u").checkpoint()).isEqualTo("{}");
        assertThat(uploads.part(row("u"), part(1))).isTrue();
    }

    @Test
    void an_earlier_claim_takes_nothing_from_a_later_one() {
        begun("u", "j", 1);

        uploads.takeOver("f", "j", 2);

        assertThat(uploads.live("f", "j", 1, 3)).isPresent();
    }

    @Test
    void the_job_of_an_upload_is_in_flight_while_a_worker_has_it() {
        close();
        try (TestLedger ledger = new TestLedger(folder)) {
            Uploads shared = new Uploads(ledger.database());
            assertThat(shared.isInFlight(upload("u", "j", 1))).isFalse();

            Job claimed = ledger.claimed("j");
            assertThat(shared.isInFlight(upload("u", "j", 1))).isTrue();
            assertThat(shared.isInFlight(upload("u", "k", 1))).isFalse();

            ledger.jobs().failed(claimed, new RetryLater("x"), 0);
            assertThat(shared.isInFlight(upload("u", "j", 1))).isFalse();
        }
    }

    private void begun(String id, String jobId, int position) {
        uploads.begin(upload(id, jobId, position));
        uploads.begun(id, "store-" + id);
    }

    private static Upload upload(String id, String jobId, int position) {
        return upload(id, "f", jobId, position);
    }

    private static Upload upload(String id, String feed, String jobId, int position) {
        return new Upload(
                id,
                new Upload.Owner(feed, jobId, position, 3),
                new Upload.Target("bucket", "key", null),
                BEGUN,
                "{}",
                false,
                List.of());
    }

    private static Upload.Part part(int number) {
        return new Upload.Part(number, 100 + number, "etag-" + number, 0xe3069283L);
    }

    private Upload row(String id) {
        return uploads.all().stream()
                .filter(upload -> upload.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> ids(List<Upload> found) {
        return found.stream().map(Upload::id).toList();
    }
}
