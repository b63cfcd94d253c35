package io.jobdrop.page;

import static io.jobdrop.page.FeedList.offsets;
import static io.jobdrop.page.FeedList.pageNumbers;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Pages by number and by offset: which one is asked for next, and when the list is over. */
class JobPagesTest {
    @Test
    void page_numbers_start_at_1_and_end_at_the_total() throws Exception {
        FeedList pages = pageNumbers("");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?page=1&pageSize=2");
        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"totalPages\":2}"))
                .containsExactly("a", "b");
        assertThat(pages.path(scan)).isEqualTo("/jobs?page=2&pageSize=2");
        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"c\"}],\"totalPages\":2}"))
                .containsExactly("c");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void the_documented_example_with_page_0_of_0_is_the_only_page() throws Exception {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pageNumbers("").ids(scan, "{\"items\":[{\"id\":\"a\"}],\"page\":0,\"totalPages\":0}"))
                .containsExactly("a");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void offsets_advance_by_the_limit_that_the_vendor_applied_however_much_it_shows() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=0");
        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"c2\"}],\"more\":true,\"limit\":2}"))
                .containsExactly("c2");
        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=2");
        assertThat(pages.ids(scan, "{\"items\":[],\"more\":true,\"limit\":2}")).isEmpty();
        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=4");
        assertThat(pages.ids(scan, "{\"items\":[{\"id\":\"c5\"},{\"id\":\"c6\"}],\"more\":false,\"limit\":2}"))
                .containsExactly("c5", "c6");
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void pages_may_be_counted_from_0() throws Exception {
        FeedList pages = pageNumbers(", first: 0");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?page=0&pageSize=2");
        pages.ids(scan, "{\"items\":[{\"id\":\"a\"}],\"totalPages\":2,\"page\":0}");
        assertThat(pages.path(scan)).isEqualTo("/jobs?page=1&pageSize=2");
        pages.ids(scan, "{\"items\":[{\"id\":\"b\"}],\"totalPages\":2,\"page\":1}");
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_total_stands_in_for_a_flag() throws Exception {
        FeedList pages = offsets("/jobs", 2, "limit: $.limit, total: $.total");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        pages.ids(scan, "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"total\":3}");
        assertThat(scan.isMore()).isTrue();
        pages.ids(scan, "{\"items\":[{\"id\":\"c\"}],\"total\":3}");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void a_list_path_keeps_its_own_query() {
        FeedList pages = offsets("/jobs?a=1&b=2", 2, "hasMore: $.more");

        assertThat(pages.path(new PageScan("f", Instant.EPOCH, true))).isEqualTo("/jobs?a=1&b=2&limit=2&offset=0");
    }
}
