package io.jobdrop.page;

import static io.jobdrop.page.FeedList.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Scans over whole lists: over an honest one they see each job, and over any they end. */
class WholeScanTest {
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
            seen.addAll(pages.ids(scan, "{\"items\":[" + String.join(",", items) + "],\"more\":" + more + "}"));
        }
        assertThat(seen).hasSize(rows.replace("-", "").length());
        return offsets;
    }

    @Test
    void empty_pages_for_ever_end_with_an_error() throws Exception {
        FeedList pages = offsets();
        PageScan scan = new PageScan("f", Instant.EPOCH, true);
        pages.ids(scan, "{\"items\":[{\"id\":\"a\"}],\"more\":true,\"limit\":2}");

        assertThatThrownBy(() -> {
                    while (scan.isMore()) {
                        pages.path(scan);
                        pages.ids(scan, "{\"items\":[],\"more\":true,\"limit\":2}");
                    }
                })
                .hasMessageEndingWith("the last 100 pages showed no job, and yet the answers promise more");
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
            seen.addAll(pages.ids(scan, "{\"items\":[" + String.join(",", items) + "],\"more\":" + more + "}"));
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
                pages.ids(scan, "{\"items\":[{\"id\":\"j" + requests++ % distinct + "\"}],\"more\":true}");
            }
        } catch (PageException e) {
            requests--;
        }

        assertThat(requests).isEqualTo(distinct);
    }
}
