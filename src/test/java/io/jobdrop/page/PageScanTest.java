package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Job;
import io.jobdrop.support.LogLines;
import java.time.Instant;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

class PageScanTest {
    private final PageScan scan = new PageScan("f", Instant.EPOCH, true);

    @Test
    void it_begins_at_the_first_page_and_counts_entries_without_an_id_too() {
        assertThat(scan.page()).isEqualTo(1);
        assertThat(scan.offset()).isZero();
        assertThat(scan.isMore()).isTrue();

        scan.advance(List.of("a"), 3, () -> true);

        assertThat(scan.page()).isEqualTo(2);
        assertThat(scan.offset()).isEqualTo(3);
        assertThat(scan.isMore()).isTrue();
    }

    @Test
    void one_new_id_is_enough_to_go_on() {
        scan.advance(List.of("a", "b"), 2, () -> true);

        scan.advance(List.of("b", "c"), 2, () -> true);

        assertThatCode(scan.problems()::failIfBroken).doesNotThrowAnyException();
        assertThat(scan.isMore()).isTrue();
    }

    @Test
    void a_page_of_entries_without_ids_is_no_circle() {
        scan.advance(List.of(), 2, () -> true);

        assertThat(scan.isMore()).isTrue();
    }

    @Test
    void an_empty_page_fails_at_once_when_the_answer_promises_more() {
        assertThatThrownBy(() -> scan.advance(List.of(), 0, () -> true))
                .isInstanceOf(PageException.class)
                .hasMessage("page 1 of f: it is empty, and yet the answer promises more");
    }

    @Test
    void a_page_that_leads_in_a_circle_fails_once_its_jobs_were_taken() {
        scan.advance(List.of("a", "b"), 2, () -> true);

        scan.advance(List.of("b", "a"), 2, () -> true);

        assertThatThrownBy(scan.problems()::failIfBroken)
                .hasMessage("page 2 of f: all its 2 ids were on earlier pages, the first one is b");
    }

    @Test
    void only_the_first_wrong_thing_is_reported() {
        assertThat(scan.problems().reported()).isEmpty();

        scan.problems().report("one");
        scan.problems().report("another");

        assertThat(scan.problems().reported()).contains("page 1 of f: one");
    }

    @Test
    void an_answer_without_a_body_is_not_believed() {
        assertThatThrownBy(() -> FeedList.of("path: /jobs").read(scan, null))
                .isInstanceOf(PageException.class)
                .hasMessage("page 1 of f: the answer is empty");
    }

    @Test
    void a_list_of_as_many_pages_as_are_allowed_is_walked_to_its_end() {
        FeedList pages = FeedList.of("path: /jobs").mostPages(1);

        assertThat(pages.path(scan)).isEqualTo("/jobs");
    }

    @Test
    void entries_that_are_no_objects_are_reported_and_null_ones_only_logged() throws Exception {
        FeedList pages = FeedList.of("path: /jobs");

        try (LogLines log = new LogLines(Level.WARN)) {
            List<Job> jobs = pages.read(scan, new ObjectMapper().readTree("[null,\"x\"]"));

            assertThat(jobs).isEmpty();
            assertThat(log.all()).containsExactly("page 1 of f: a null entry was skipped");
        }
        assertThat(scan.problems().reported()).contains("page 1 of f: an entry is no object but STRING");
    }

    @Test
    void a_job_knows_its_feed_its_vendor_and_the_page_that_showed_it() throws Exception {
        FeedList pages = FeedList.of(
                "path: \"/jobs?a=1\", items: $.jobs, paging: {type: page, sizeParameter: size, size: 2}", "id: $.key");

        List<Job> jobs = pages.read(scan, new ObjectMapper().readTree("{\"jobs\":[{\"key\":\"a\",\"n\":1}]}"));

        assertThat(jobs).singleElement().satisfies(job -> {
            assertThat(job.toString()).isEqualTo("f job a");
            assertThat(job.vendor()).isEqualTo("v");
            assertThat(job.detailed()).isFalse();
            assertThat(job.fields().path("n").asInt()).isEqualTo(1);
            assertThat(job.listed().place().request().target()).isEqualTo("/jobs?a=1&page=1&size=2");
            assertThat(job.listed().place().itemsPath()).isEqualTo("$.jobs");
            assertThat(job.listed().place().idPath()).isEqualTo("$.key");
        });
    }
}
