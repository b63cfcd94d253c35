package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.Job;
import io.jobdrop.support.Generated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobPagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void page_numbers_start_at_1_and_end_at_the_total() throws Exception {
        FeedList pages = pageNumbers("");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?page=1&pageSize=2");
        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"totalPages\":2}"))
                .containsExactly("a", "b");
        assertThat(pages.path(scan)).isEqualTo("/jobs?page=2&pageSize=2");
        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"c\"}],\"totalPages\":2}"))
                .containsExactly("c");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void the_documented_example_with_page_0_of_0_is_the_only_page() throws Exception {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(ids(pageNumbers(""), scan, "{\"items\":[{\"id\":\"a\"}],\"page\":0,\"totalPages\":0}"))
                .containsExactly("a");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void offsets_advance_by_the_limit_that_the_vendor_applied_however_much_it_shows() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=0");
        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"c2\"}],\"more\":true,\"limit\":2}"))
                .containsExactly("c2");
        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=2");
        assertThat(ids(pages, scan, "{\"items\":[],\"more\":true,\"limit\":2}")).isEmpty();
        assertThat(pages.path(scan)).isEqualTo("/jobs?limit=2&offset=4");
        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"c5\"},{\"id\":\"c6\"}],\"more\":false,\"limit\":2}"))
                .containsExactly("c5", "c6");
        assertThat(scan.isFull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-c--cc, 0 2 4 1", "-c--cc-, 0 2 4 6 1", "cc--cc, 0 2 4", "c-----c, 0 2 4 6 1", "cccc, 0 2"})
    void without_a_named_limit_hidden_entries_are_stepped_over_and_looked_at_once(String rows, String asked)
            throws Exception {
        assertThat(walkOver(rows, 2, 2)).isEqualTo(List.of(asked.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({"cccccccccc, 3", "cccccccccc, 1", "ccccccccccc, 4", "cccccccccc, 7"})
    void without_a_named_limit_a_smaller_one_loses_no_job(String rows, int applied) throws Exception {
        walkOver(rows, 8, applied);
    }

    // A vendor with visible (c) and hidden entries, which applies a limit that it does not name.
    private List<String> walkOver(String rows, int asked, int applied) throws Exception {
        FeedList pages = offsets("/jobs", asked, "hasMore: $.more, limit: $.limit");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        List<String> offsets = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        while (scan.isMore()) {
            int offset = Integer.parseInt(pages.path(scan).replaceAll(".*offset=", ""));
            offsets.add(Integer.toString(offset));
            List<String> items = new ArrayList<>();
            for (int i = offset; i < Math.min(rows.length(), offset + applied); i++) {
                if (rows.charAt(i) == 'c') {
                    items.add("{\"id\":\"j" + i + "\"}");
                }
            }
            boolean more = offset + applied < rows.length();
            seen.addAll(ids(pages, scan, "{\"items\":[" + String.join(",", items) + "],\"more\":" + more + "}"));
        }
        assertThat(seen).hasSize(rows.replace("-", "").length());
        return offsets;
    }

    @Test
    void empty_pages_for_ever_end_with_an_error() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        ids(pages, scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true,\"limit\":2}");

        assertThatThrownBy(() -> {
                    while (scan.isMore()) {
                        pages.path(scan);
                        ids(pages, scan, "{\"items\":[],\"more\":true,\"limit\":2}");
                    }
                })
                .hasMessageEndingWith("the last 100 pages showed no job, and yet the answers promise more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[{\"id\":\"a\"}],\"has_more\":true}",
                "{\"items\":[{\"id\":\"a\"}],\"next\":\"/jobs?cursor=b\"}",
                "{\"items\":[{\"id\":\"a\"}],\"next_page\":2}",
                "{\"items\":[{\"id\":\"a\"}],\"meta\":{\"pagination\":{\"next_cursor\":\"b\"}}}",
                "{\"items\":[{\"id\":\"a\"}],\"links\":{\"next\":{\"href\":\"/jobs?page=2\"}}}",
                "{\"items\":[{\"id\":\"a\"}],\"links\":[{\"rel\":\"next\",\"href\":\"/jobs?page=2\"}]}",
                "{\"items\":[{\"id\":\"a\"}],\"total_count\":2}",
                "{\"items\":[{\"id\":\"a\"}],\"total_pages\":2}"
            })
    void a_list_without_pages_that_promises_more_is_reported_as_incomplete(String json) throws Exception {
        FeedList pages = wholeAt("$.items");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(ids(pages, scan, json)).containsExactly("a");
        assertThat(scan.problems().reported().orElseThrow())
                .startsWith("page 1 of f: the answer promises more, ")
                .endsWith(", and the feed's paging is none; the rest of the list was not read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"items\":[{\"id\":\"a\"}],\"has_more\":false,\"next\":null,\"next_page\":\"\",\"total\":1}",
                "{\"items\":[{\"id\":\"a\",\"next\":\"b\"}],\"links\":{\"next\":{\"href\":null}},\"total_pages\":1}",
                "{\"items\":[{\"id\":\"a\"}],\"total\":\"many\",\"links\":[{\"rel\":\"self\",\"href\":\"x\"}]}"
            })
    void a_list_without_pages_that_promises_nothing_is_the_whole(String json) throws Exception {
        FeedList pages = wholeAt("$.items");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        ids(pages, scan, json);

        assertThat(scan.problems().reported()).isEmpty();
        assertThat(scan.isFull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'</jobs?page=2>; rel=\"next\"', true",
        "'</a>; rel=prev, </jobs>; title=x; rel=next', true",
        "'</a>; rel=\"last next\"', true",
        "'</next>; rel=\"self\"', false",
        "'</a>; rel=nextish', false",
        "'', false"
    })
    void a_link_header_promises_more_too(String link, boolean more) throws Exception {
        FeedList pages = whole();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        pages.take(scan, JSON.readTree("[{\"id\":\"a\"}]"), link);

        assertThat(scan.problems().reported().isPresent()).isEqualTo(more);
    }

    @Test
    void pages_may_be_counted_from_0() throws Exception {
        FeedList pages = pageNumbers(", first: 0");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs?page=0&pageSize=2");
        ids(pages, scan, "{\"items\":[{\"id\":\"a\"}],\"totalPages\":2,\"page\":0}");
        assertThat(pages.path(scan)).isEqualTo("/jobs?page=1&pageSize=2");
        ids(pages, scan, "{\"items\":[{\"id\":\"b\"}],\"totalPages\":2,\"page\":1}");
        assertThat(scan.isFull()).isTrue();
    }

    @Test
    void a_total_stands_in_for_a_flag() throws Exception {
        FeedList pages = offsets("/jobs", 2, "limit: $.limit, total: $.total");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        ids(pages, scan, "{\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"total\":3}");
        assertThat(scan.isMore()).isTrue();
        ids(pages, scan, "{\"items\":[{\"id\":\"c\"}],\"total\":3}");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void a_bare_array_is_one_page_and_nothing_is_added_to_its_path() throws Exception {
        FeedList pages = whole();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(pages.path(scan)).isEqualTo("/jobs");
        assertThat(ids(pages, scan, "[{\"id\":\"a\"},null,{\"id\":7}]")).containsExactly("a", "7");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void a_list_path_keeps_its_own_query() {
        FeedList pages = offsets("/jobs?a=1&b=2", 2, "hasMore: $.more");

        assertThat(pages.path(new PageScan("f", Instant.EPOCH, true))).isEqualTo("/jobs?a=1&b=2&limit=2&offset=0");
    }

    @Test
    void a_page_whose_ids_were_all_seen_ends_the_walk() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        ids(pages, scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}");

        ids(pages, scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}");
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

        assertThat(ids(offsets(), scan, "{\"items\":[{\"name\":\"a\"},\"x\",{\"id\":\"b\"}],\"more\":false}"))
                .containsExactly("b");
        assertThat(scan.problems().reported()).contains("page 1 of f: an entry has no id at $.id");
        assertThat(scan.isMore()).isFalse();
    }

    @Test
    void a_page_that_cannot_be_followed_still_gives_its_jobs() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"a\"}]}")).containsExactly("a");
        assertThatThrownBy(() -> pages.path(scan)).hasMessage("page 1 of f: neither true nor false at $.more");
    }

    @Test
    void a_list_longer_than_max_pages_ends_after_the_last_allowed_page_was_taken() throws Exception {
        FeedList pages = offsets().mostPages(1);
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(ids(pages, scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true}"))
                .containsExactly("a");
        assertThatThrownBy(() -> pages.path(scan))
                .hasMessage("page 2 of f: the vendor promises more than f.max-pages (1) pages");
    }

    @Test
    void a_job_whose_id_cannot_be_used_is_refused_once_and_not_given() throws Exception {
        PageScan scan = new PageScan("f", Instant.EPOCH, true);

        assertThat(ids(whole(), scan, "[{\"id\":\"a\\u0000b\"},{\"id\":\"b\"}]"))
                .containsExactly("b");
        assertThat(scan.problems().takeRefused()).hasSize(1).allSatisfy((job, why) -> {
            assertThat(job.id()).startsWith("unsafe-a_b-");
            assertThat(why).hasMessage("the vendor's id holds an invisible character; the next poll checks it again");
        });
        assertThat(scan.problems().takeRefused()).isEmpty();
    }

    @Test
    void every_walk_over_an_honest_list_sees_every_id_once_and_ends() {
        Generated.check(200, any -> walkOverHonestList(any.number(0, 60), any.number(1, 12)));
    }

    private static void walkOverHonestList(int jobs, int size) throws Exception {
        FeedList pages = offsets("/jobs", size, "hasMore: $.more, limit: $.limit");
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        List<String> seen = new ArrayList<>();
        while (scan.isMore()) {
            int offset = Integer.parseInt(pages.path(scan).replaceAll(".*offset=", ""));
            List<String> items = new ArrayList<>();
            for (int i = offset; i < Math.min(jobs, offset + size); i++) {
                items.add("{\"id\":\"j" + i + "\"}");
            }
            String more = Boolean.toString(offset + size < jobs);
            seen.addAll(ids(pages, scan, "{\"items\":[" + String.join(",", items) + "],\"more\":" + more + "}"));
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(jobs);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void every_walk_over_a_lying_list_ends(int distinct) throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        int requests = 0;
        try {
            while (scan.isMore()) {
                pages.path(scan);
                ids(pages, scan, "{\"items\":[{\"id\":\"j" + requests++ % distinct + "\"}],\"more\":true}");
            }
        } catch (PageException e) {
            requests--;
        }

        assertThat(requests).isEqualTo(distinct);
    }

    private void assertBroken(String json, String message) {
        assertThatThrownBy(() -> ids(offsets(), new PageScan("f", Instant.EPOCH, true), json))
                .isInstanceOf(PageException.class)
                .hasMessage(message);
    }

    private static List<String> ids(FeedList pages, PageScan scan, String json) throws JsonProcessingException {
        JsonNode page = JSON.readTree(json);
        return pages.read(scan, page).stream().map(Job::id).toList();
    }

    static FeedList whole() {
        return FeedList.of("path: /jobs");
    }

    static FeedList wholeAt(String items) {
        return FeedList.of("path: /jobs, items: " + items);
    }

    static FeedList pageNumbers(String more) {
        return FeedList.of("path: /jobs, items: $.items, paging: {type: page, sizeParameter: pageSize, size: 2,"
                + " totalPages: $.totalPages" + more + "}");
    }

    static FeedList offsets() {
        return offsets("/jobs", 2, "hasMore: $.more, limit: $.limit");
    }

    static FeedList offsets(String path, int size, String more) {
        return FeedList.of(
                "path: \"" + path + "\", items: $.items, paging: {type: offset, size: " + size + ", " + more + "}");
    }
}
