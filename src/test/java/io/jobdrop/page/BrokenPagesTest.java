package io.jobdrop.page;

import static io.jobdrop.page.FeedList.offsets;
import static io.jobdrop.page.FeedList.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Pages that contradict themselves, and entries that are no jobs. */
class BrokenPagesTest {
    @Test
    void a_page_whose_ids_were_all_seen_ends_the_walk() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        pages.ids(scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}");

        pages.ids(scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}");
        assertThatThrownBy(() -> pages.path(scan))
                .isInstanceOf(PageException.class)
                .hasMessage("page 2 of f: all its 1 ids were on earlier pages, the first one is a");
    }

    @Test
    void an_empty_page_that_promises_more_ends_the_walk() {
        assertBroken("{\"items\":[],\"more\":true}", "page 1 of f: it is empty, and yet the answer promises more");
    }

    @Test
    void an_answered_limit_of_0_ends_the_walk() {
        assertBroken(
                "{\"items\":[],\"limit\":0,\"more\":true}",
                "page 1 of f: the answer says limit 0 at $.limit where 2 was asked");
    }

    @Test
    void a_page_of_the_wrong_shape_ends_the_walk() {
        assertBroken("{\"error\":\"x\"}", "page 1 of f: no array at $.items, but says: x");
        assertBroken("{}", "page 1 of f: no array at $.items");
        assertBroken("{\"items\":[]}", "page 1 of f: neither true nor false at $.more");
    }

    @Test
    void an_entry_that_is_no_job_is_left_out_and_reported_and_the_rest_is_taken() throws Exception {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(offsets().ids(scan, "{\"items\":[{\"name\":\"a\"},\"x\",{\"id\":\"b\"}],\"more\":false}"))
                .containsExactly("b");
        assertThat(scan.problems().reported()).contains("page 1 of f: an entry has no id at $.id");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void a_page_that_cannot_be_followed_still_gives_its_jobs() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"a\"}]}")).containsExactly("a");
        assertThatThrownBy(() -> pages.path(scan)).hasMessage("page 1 of f: neither true nor false at $.more");
    }

    @Test
    void a_list_longer_than_max_pages_ends_after_the_last_allowed_page_was_taken() throws Exception {
        FeedList pages = offsets().mostPages(1);
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}"))
                .containsExactly("a");
        assertThatThrownBy(() -> pages.path(scan))
                .hasMessage("page 2 of f: the vendor promises more than f.max-pages (1) pages");
    }

    @Test
    void a_job_whose_id_cannot_be_used_is_refused_once_and_not_given() throws Exception {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(whole().ids(scan, "[{\"id\":\"a\\u0000b\"},{\"id\":\"b\"}]")).containsExactly("b");
        assertThat(scan.problems().takeRefused()).hasSize(1).allSatisfy((job, why) -> {
            assertThat(job.id()).startsWith("unsafe-a_b-");
            assertThat(why).hasMessage("the vendor's id holds an invisible character; the next poll checks it again");
        });
        assertThat(scan.problems().takeRefused()).isEmpty();
    }

    @Test
    void a_job_whose_id_repeats_a_secret_is_refused_and_shown_without_it() throws Exception {
        UnaryOperator<String> redact = text -> text.replace("our-key", "***");
        PageScan scan = new PageScan("f", Instant.EPOCH, true, redact, redact);

        assertThat(whole().ids(scan, "[{\"id\":\"a-our-key\"},{\"id\":\"b\"}]")).containsExactly("b");
        assertThat(scan.problems().takeRefused()).hasSize(1).allSatisfy((job, why) -> {
            assertThat(job.id()).startsWith("unsafe-a-___-");
            assertThat(why).hasMessage("the vendor's id repeats a secret; the next poll checks it again");
        });
    }

    private void assertBroken(String json, String message) {
        assertThatThrownBy(() -> offsets().ids(new PageScan("f", Instant.EPOCH, true), json))
                .isInstanceOf(PageException.class)
                .hasMessage(message);
    }
}
