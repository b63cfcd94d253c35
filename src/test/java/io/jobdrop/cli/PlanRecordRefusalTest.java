package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code jobdrop plan --record} does not record, and what it says then. */
@Tag("slow")
class PlanRecordRefusalTest extends RecordScene {
    PlanRecordRefusalTest(@TempDir Path home) throws IOException {
        super(home);
    }

    @Test
    void a_feed_whose_poll_fails_is_not_recorded_and_others_are() throws IOException {
        jobdrop.environment.put("JOBDROP_FEEDS", "acme-jobs,convertly-jobs");
        jobdrop.vendor.on("/v1/jobs", Answer.status(403, "{}"));
        Path folder = jobdrop.home.resolve("recordings");

        assertThat(record(folder)).isEqualTo(1);
        assertThat(folder.toFile().list()).containsExactly("convertly-jobs.test.yaml");
        assertThat(jobdrop.err()).contains("acme answered 403", "acme-jobs was not recorded", "its poll failed");
    }

    @Test
    void nothing_is_overwritten_and_nobody_is_asked() throws IOException {
        Path file = Files.writeString(feeds.resolve("acme-jobs.test.yaml"), "mine");

        assertThat(record(feeds)).isEqualTo(2);
        assertThat(jobdrop.err())
                .contains(file + " exists already, and is not overwritten; move it, or record to another folder;"
                        + " nothing was recorded");
        assertThat(file).hasContent("mine");
        assertThat(jobdrop.vendor.requests()).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_said_before_anybody_is_asked() throws IOException {
        Path file = Files.writeString(jobdrop.home.resolve("file"), "");

        assertThat(record(file)).isEqualTo(2);
        assertThat(jobdrop.err()).contains("--record " + file + ": this is a file, and a folder is needed");
        assertThat(record(file.resolve("below"))).isEqualTo(2);
        assertThat(jobdrop.err()).contains("--record " + file.resolve("below") + ": no file can be written there");
        assertThat(jobdrop.vendor.requests()).isEmpty();
    }

    @Test
    void a_recording_of_more_than_a_megabyte_is_refused() {
        jobdrop.vendor.on("/v2/jobs/a", job("a", "done", "\"doc\":\"d-1\",\"note\":\"" + "n".repeat(1_000_000) + "\""));

        assertThat(record(feeds)).isEqualTo(1);
        assertThat(jobdrop.err()).contains("and a test has at most 1000000; record an account with fewer jobs");
        assertThat(List.of(feeds.toFile().list())).containsExactly("acme-jobs.camel.yaml");
    }

    @Test
    void a_feed_that_is_not_active_cannot_be_named() {
        assertThat(record(feeds, "acme-jbos")).isEqualTo(2);
        assertThat(jobdrop.err()).contains("unknown feed 'acme-jbos'; did you mean 'acme-jobs'?");
        assertThat(record(feeds, "convertly-jobs")).isEqualTo(2);
        assertThat(jobdrop.err()).contains("the feed convertly-jobs is not active");
    }
}
