package io.jobdrop.poll;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.page.FeedList;
import io.jobdrop.page.PageScan;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A vendor's list in memory, newest first, and the loop that the route runs over it. */
final class ListedVendor {
    static final int PAGE_SIZE = 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OFFSET = Pattern.compile("offset=(\\d+)");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final List<ObjectNode> entries = new ArrayList<>();
    final List<Long> offsets = new ArrayList<>();
    private final TestLedger ledger;
    private FeedList list = list("/jobs", "");
    private int created;

    ListedVendor(TestLedger ledger) {
        this.ledger = ledger;
    }

    private static FeedList list(String path, String more) {
        return FeedList.of(
                "path: \"" + path + "\", items: $.items, paging: {type: offset, size: " + PAGE_SIZE
                        + ", hasMore: $.more}",
                "createdAt: $.created_at",
                more);
    }

    /** Lets the list be asked for at another path. */
    void isListedAt(String path) {
        list = list(path, "");
    }

    Scans walks(Map<String, String> environment, Set<String> trusted) {
        Settings settings = Settings.load(
                Path.of(""), List.of(), RuntimeSettings.NONE, environment, List.of("f.full-walk"), new ArrayList<>());
        return new Scans(
                ledger.listed(), ledger.jobs(), settings, ledger.clock(), new InFlightJobs(new Stop()), trusted);
    }

    Scans byPages() {
        return walks(Map.of(), Set.of("f"));
    }

    /** With a vendor that can be asked for one job. */
    Scans byDetail() {
        list = list("/jobs", "detail: {path: \"/jobs/{jobId}\"}\n");
        return byPages();
    }

    void finish(String id) {
        ledger.jobs().recordStatus(TestLedger.job(id), new Verdict(JobState.EMPTY, "completed", ""));
    }

    void finishAll(List<String> ids) {
        ids.forEach(this::finish);
    }

    /** Puts new jobs at the head of the list, and returns the id of the newest. */
    String add(int jobs) {
        for (int i = 0; i < jobs; i++) {
            created++;
            entries.add(
                    0,
                    JSON.createObjectNode()
                            .put("id", "j" + created)
                            .put("created_at", START.plusSeconds(created).toString()));
        }
        return "j" + created;
    }

    /** Scans as a poll does, and returns the ids that it offers. */
    List<String> poll(Scans scans) {
        offsets.clear();
        PageScan scan = scans.begin("f");
        List<String> offered = new ArrayList<>();
        while (scan.isMore()) {
            Matcher asked = OFFSET.matcher(list.path(scan));
            if (!asked.find()) {
                throw new IllegalStateException("no offset");
            }
            offsets.add(Long.parseLong(asked.group(1)));
            List<Job> jobs = list.read(scan, page((int) (long) offsets.get(offsets.size() - 1)));
            scans.offerable(list.feed(), scan, jobs).stream().map(Job::id).forEach(offered::add);
        }
        scans.ended(scan);
        return offered;
    }

    /** Adds many jobs and scans them to the end with a first poll. All are finished then but those named. */
    void scanned(Scans scans, int jobs, String... open) {
        add(jobs);
        List<String> offered = poll(scans);
        assertThat(offered).hasSize(jobs);
        finishAll(offered.stream().filter(id -> !List.of(open).contains(id)).toList());
        assertThat(offsets).hasSize((jobs + PAGE_SIZE - 1) / PAGE_SIZE);
    }

    private ObjectNode page(int offset) {
        int from = Math.min(offset, entries.size());
        int to = Math.min(offset + PAGE_SIZE, entries.size());
        ObjectNode page = JSON.createObjectNode().put("more", to < entries.size());
        page.putArray("items").addAll(entries.subList(from, to));
        try {
            return (ObjectNode) JSON.readTree(JSON.writeValueAsString(page));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
