package io.jobdrop.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.job.Job;
import io.jobdrop.job.ListPlace;
import io.jobdrop.job.Listed;
import io.jobdrop.job.Places;
import io.jobdrop.job.Statement;
import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedJobsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path home;

    private final SealedJobs sealed = new SealedJobs(KEY);
    private Feed feed;
    private Job job;

    @BeforeEach
    void read() {
        Configuration configuration = new Installation(home)
                .set("CONVERTLY_URL", "https://vendor.example")
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "convertly-jobs")
                .read();
        feed = configuration.feeds().get(0);
        ObjectNode fields = JsonNodeFactory.instance.objectNode().put("url", "https://host/r?sig=s3cret");
        ListPlace place = new ListPlace(
                feed.list()
                        .orElseThrow()
                        .request()
                        .with(Places.NONE.with("page", 2))
                        .and("limit=100"),
                "$.jobs",
                "$.id");
        Statement said = new Statement(Statement.Rank.COMPLETED, "done", "2026-01-01T00:00:00Z", "hash", "r1");
        job = new Job("convertly-jobs", "convertly", "e-1", fields, 0, new Listed(place, null, said), null);
    }

    @Test
    void whoever_has_the_key_reads_all_that_a_poll_heard() throws Exception {
        assertThat(new SealedJobs(KEY).open(feed, "e-1", sealed.seal(job))).isEqualTo(job);
    }

    @Test
    void a_job_of_which_only_the_id_is_known_is_read_too() throws Exception {
        Job known = Job.known("convertly-jobs", "convertly", "e-2");

        assertThat(sealed.open(feed, "e-2", sealed.seal(known))).isEqualTo(known);
    }

    @Test
    void nothing_of_it_is_readable_and_the_same_job_never_looks_the_same() {
        String one = sealed.seal(job);

        assertThat(one).isNotEqualTo(sealed.seal(job)).doesNotContain("host", "s3cret");
        assertThat(SealedJobs.check(KEY))
                .hasSize(16)
                .isEqualTo(SealedJobs.check(KEY))
                .doesNotContain(KEY);
    }

    @Test
    void another_key_another_job_and_damage_are_noticed() {
        String entry = sealed.seal(job);
        SealedJobs other = new SealedJobs(KEY.replace('0', 'x'));

        assertThatThrownBy(() -> other.open(feed, "e-1", entry)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> sealed.open(feed, "e-2", entry)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> sealed.open(feed, "e-1", entry.substring(0, 20)))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> sealed.open(feed, "e-1", "?")).isInstanceOf(GeneralSecurityException.class);
    }
}
