package io.jobdrop.poll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.job.Verdict;
import io.jobdrop.page.FeedList;
import io.jobdrop.page.PageWalk;
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

    Walks walks(Map<String, String> environment, Set<String> trusted) {
        Settings settings = Settings.load(
                Path.of(""), List.of(), RuntimeSettings.NONE, environment, List.of("f.full-walk"), new ArrayList<>());
        return new Walks(ledger.listed(), ledger.jobs(), settings, ledger.clock(), new Offers(new Stop()), trusted);
    }

    Walks byPages() {
        return walks(Map.of(), Set.of("f"));
    }

    /** With a vendor that can be asked for one job. */
    Walks byDetail() {
        list = list("/jobs", "detail: {path: \"/jobs/{jobId}\"}\n");
        return byPages();
    }

    void finish(String id) {
        ledger.jobs().note(TestLedger.job(id), new Verdict(JobState.EMPTY, "completed", ""));
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

    /** Walks as a poll does, and returns the ids that it offers. */
    List<String> poll(Walks walks) {
        offsets.clear();
        PageWalk walk = walks.begin("f");
        List<String> offered = new ArrayList<>();
        while (walk.isMore()) {
            Matcher asked = OFFSET.matcher(list.path(walk));
            if (!asked.find()) {
                throw new IllegalStateException("no offset");
            }
            offsets.add(Long.parseLong(asked.group(1)));
            List<Job> jobs = list.read(walk, page((int) (long) offsets.get(offsets.size() - 1)));
            walks.offerable(list.feed(), walk, jobs).stream().map(Job::id).forEach(offered::add);
        }
        walks.ended(walk);
        return offered;
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
