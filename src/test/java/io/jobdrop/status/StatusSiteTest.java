package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JobState;
import io.jobdrop.stage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusSiteTest {
    private static final String EVIL = "<script>alert('x')</script>\" onload=\"x";

    @TempDir
    Path folder;

    private SiteScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new SiteScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void the_first_page_says_that_all_is_well_or_what_is_wrong_first() {
        assertThat(scene.page("/")).contains("<h1>All is well</h1>", "Nothing waits.", "Nothing moves.");

        scene.job("e-1", "gave-up", "the host answered 500");
        scene.job("e-2", "delivered", null);

        assertThat(scene.page("/"))
                .contains("<h1>1 feed needs you</h1>", "1 job given up", "the host answered 500", "e-1")
                .doesNotContain(">e-2<");
    }

    @Test
    void what_moves_is_shown_with_its_bytes_until_it_ends() {
        try (Progress.Transfer transfer = scene.transfers.begin("convertly-jobs job e-1 result 1", 4096)) {
            transfer.advance(1024);
            assertThat(scene.page("/"))
                    .contains("<progress max=\"4096\" value=\"1024\">25 %</progress>", "1.0 KB of 4.0 KB");
        }
        assertThat(scene.page("/")).contains("Nothing moves.");
    }

    @Test
    void a_transfer_has_its_speed_until_it_is_silent() {
        try (Progress.Transfer transfer = scene.transfers.begin("job e-1", 100_000, 4_000_000)) {
            scene.ledger.clock().tick(Duration.ofSeconds(4));
            transfer.advance(400_000);
            assertThat(scene.page("/")).contains("488.3 KB of 3.8 MB, 97.7 KB a second, began");

            scene.ledger.clock().tick(Duration.ofSeconds(11));
            assertThat(scene.page("/")).contains("488.3 KB of 3.8 MB, no byte for 11 s");
        }
    }

    @Test
    void a_vendor_that_wants_to_be_left_alone_is_shown_with_reason_and_end() throws IOException {
        scene.throttles.refused("convertly", 5, "refuses the account s3cret-key-of-convertly");

        assertThat(scene.page("/"))
                .contains("convertly refuses the account ***; asked again <time ")
                .doesNotContain("s3cret");
        assertThat(new ObjectMapper()
                        .readTree(scene.get("/api/feeds").body())
                        .get(0)
                        .get("pausedUntil")
                        .textValue())
                .isNotEmpty();
    }

    @Test
    void notifications_that_cannot_be_sent_are_shown_with_the_reason() {
        scene.change(
                "INSERT INTO outbox (id, feed, job_id, type, time, data, next_at, error) VALUES ('n-1', ?, 'e-1',"
                        + " 'delivered', 0, '{}', 0, ?)",
                SiteScene.FEED,
                "hooks.example answered 503 to s3cret-key-of-convertly");

        assertThat(scene.page("/"))
                .contains("<h1>1 feed needs you</h1>", "1 notification could not be sent", "hooks.example answered 503")
                .doesNotContain("s3cret");
    }

    @Test
    void the_settings_are_shown_with_origin_and_without_secrets() {
        assertThat(scene.page("/settings"))
                .contains("convertly.token", "***", "environment CONVERTLY_TOKEN")
                .doesNotContain("s3cret", ">default");
        assertThat(scene.page("/settings?all=true"))
                .contains("jobdrop.drop.dir", ">default")
                .doesNotContain("s3cret");
    }

    @Test
    void each_page_says_who_works_on_the_ledger() {
        assertThat(scene.page("/jobs")).contains("jobdrop-1 works on this ledger alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b/c",
                "..",
                ".",
                "../../etc",
                "week 47",
                "100%",
                "%2F",
                "a~2Fb",
                "ü☃𝄞",
                "a?b#c;d",
                "a+b",
                EVIL,
                "~",
                "\\"
            })
    void any_id_has_a_page_and_its_buttons_work(String id) {
        scene.job(id, "held", "why");
        String list = scene.page("/jobs");
        String address = list.replaceAll("(?s).*class=\"id\" href=\"([^\"]+)\".*", "$1");

        assertThat(address)
                .matches("/jobs/convertly-jobs/[A-Za-z0-9._~-]+")
                .doesNotEndWith("/..")
                .doesNotEndWith("/.");
        assertThat(scene.get(address).status()).isEqualTo(200);
        assertThat(scene.post(address + "/retry").headers()).containsEntry("Location", address + "?did=retry");
        assertThat(scene.ledger.jobs().queries().state(SiteScene.FEED, id)).hasValue(JobState.DUE);
    }

    @Test
    void a_percent_encoded_id_is_one_segment_too() {
        scene.job("a/b c", "held", "why");

        assertThat(scene.page("/jobs/convertly-jobs/a%2Fb%20c")).contains("<h1 class=\"id\">a/b c</h1>");
        assertThat(scene.get("/jobs/convertly-jobs/a%2").status()).isEqualTo(400);
        assertThat(scene.get("/jobs/convertly-jobs/a/b").status()).isEqualTo(404);
    }

    @Test
    void nothing_that_vendors_say_becomes_html_and_no_secret_is_shown() {
        scene.job(EVIL, "held", EVIL + " s3cret-key-of-convertly https://h.example/f?X-Amz-Signature=abcdef0123456789");
        scene.file(EVIL, EVIL, "/drop/" + EVIL);

        for (String target : new String[] {"/", "/jobs", "/jobs?q=alert", "/jobs/convertly-jobs/" + Segment.of(EVIL)}) {
            assertThat(scene.page(target))
                    .contains("&lt;script&gt;alert(&#39;x&#39;)")
                    .doesNotContain("<script>", "\" onload=", "s3cret-key-of-convertly", "abcdef0123456789");
        }
        assertThat(scene.page("/api/jobs")).doesNotContain("s3cret-key-of-convertly", "abcdef0123456789");
    }

    @Test
    void a_job_is_found_by_a_part_of_its_id_or_of_a_files_name() {
        scene.job("export-17", "delivered", null);
        scene.job("export-18", "delivered", null);
        scene.file("export-18", "100%_companies.csv", "/drop/c.csv");

        assertThat(scene.page("/jobs?q=PORT-17")).contains("export-17").doesNotContain("export-18");
        assertThat(scene.page("/jobs?q=0%25_comp")).contains("export-18").doesNotContain("export-17");
        assertThat(scene.page("/jobs?q=nothing+of+it")).contains("No job matches.");
        assertThat(scene.page("/jobs?state=held&feed=convertly-jobs")).contains("No job matches.");
        assertThat(scene.page("/jobs/convertly-jobs/export-18")).contains("100%_companies.csv", "/drop/c.csv", "cafe");
        assertThat(scene.get("/jobs?state=lost").status()).isEqualTo(400);
    }

    @Test
    void a_long_list_has_pages() {
        for (int i = 0; i < 120; i++) {
            scene.job("job-" + i, "delivered", null);
        }
        String first = scene.page("/jobs?feed=convertly-jobs");
        String next =
                first.replaceAll("(?s).*href=\"([^\"]+)\" rel=\"next\".*", "$1").replace("&amp;", "&");

        assertThat(first).contains(">job-119<", ">job-70<").doesNotContain(">job-69<");
        assertThat(scene.page(next)).contains(">job-69<", ">job-20<").doesNotContain(">job-70<");
        assertThat(scene.get("/api/jobs").headers().get("Link")).matches("</api/jobs\\?before=\\d+>; rel=\"next\"");
    }

    @Test
    void the_api_has_jobs_and_feeds() throws IOException {
        scene.job("e-1", "held", "why");

        JsonNode job =
                new ObjectMapper().readTree(scene.get("/api/jobs").body()).get(0);
        JsonNode feed =
                new ObjectMapper().readTree(scene.get("/api/feeds").body()).get(0);

        assertThat(job.get("jobId").textValue()).isEqualTo("e-1");
        assertThat(job.get("state").textValue()).isEqualTo("held");
        assertThat(feed.get("feed").textValue()).isEqualTo("convertly-jobs");
        assertThat(feed.get("nextPollAt").textValue()).isNotEmpty();
        assertThat(feed.get("jobs").get("held").intValue()).isEqualTo(1);
    }

    @Test
    void buttons_poll_a_feed_and_dismiss_a_job_for_a_reason() {
        scene.job("e-1", "gave-up", "why");

        assertThat(scene.post("/feeds/convertly-jobs/poll").status()).isEqualTo(303);
        assertThat(scene.post("/feeds/unknown/poll").status()).isEqualTo(404);
        assertThat(scene.post("/jobs/convertly-jobs/e-1/dismiss", "reason", "not needed")
                        .status())
                .isEqualTo(303);
        assertThat(scene.post("/jobs/convertly-jobs/e-1/burn").status()).isEqualTo(404);
        assertThat(scene.polled).containsExactly("convertly-jobs");
        assertThat(scene.done).containsExactly("convertly-jobs e-1: not needed");
    }

    @Test
    void what_the_state_does_not_allow_changes_nothing_and_says_so() {
        scene.job("e-1", "delivered", null);

        String next = scene.post("/jobs/convertly-jobs/e-1/retry").headers().get("Location");

        assertThat(scene.page(next)).contains("Nothing was changed").doesNotContain("/retry\"");
    }

    @Test
    void behind_a_path_of_a_server_all_addresses_are_below_it() {
        scene.base = "/jobdrop";
        scene.job("e-1", "held", "why");

        for (String target : new String[] {"/", "/jobs", "/jobs/convertly-jobs/e-1"}) {
            assertThat(scene.page(target).replaceAll("(href|src|action)=\"/jobdrop/", ""))
                    .doesNotContain("href=\"/", "src=\"/", "action=\"/");
        }
    }
}
