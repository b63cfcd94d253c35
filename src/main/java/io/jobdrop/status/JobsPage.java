package io.jobdrop.status;

import io.jobdrop.job.JobState;
import io.jobdrop.record.JobSearch;
import io.jobdrop.record.LedgerEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of jobs: newest first, by feed, state and text, in pages. */
final class JobsPage {
    private static final int SIZE = 50;
    private static final int LONGEST_TEXT = 200;

    private final FeedViews feeds;
    private final JobSearch jobs;
    private final Text text;

    JobsPage(FeedViews feeds, JobSearch jobs, Text text) {
        this.feeds = feeds;
        this.jobs = jobs;
        this.text = text;
    }

    /**
     * A page of jobs, as JSON; the header {@code Link} names the next one.
     *
     * @throws IllegalArgumentException for a state or a page that cannot be
     */
    Response json(Request request) {
        JobSearch.Page page = page(request);
        Response response = Response.of(
                200, "application/json; charset=utf-8", JobsJson.of(page.jobs(), feeds.isShared(), text::safe));
        return page.next().isPresent()
                ? response.with("Link", "<" + next(request, "/api/jobs", page) + ">; rel=\"next\"")
                : response;
    }

    Html of(Request request) {
        JobSearch.Page page = page(request);
        Html list = page.jobs().isEmpty()
                ? Html.of("<p class=\"none\">No job matches{}.</p>", page.next().isPresent() ? " so far" : "")
                : table(request, page.jobs(), text);
        Html more = page.next().isPresent()
                ? Html.of(
                        "<p><a class=\"button\" href=\"{}\" rel=\"next\">{}</a></p>",
                        next(request, "/jobs", page),
                        page.jobs().size() == SIZE ? "Older jobs" : "Search older jobs")
                : Html.NONE;
        return Html.of("<h1>Jobs</h1>{}{}{}", form(request), list, more);
    }

    private JobSearch.Page page(Request request) {
        String before = request.parameter("before");
        if (!before.matches("\\d{0,18}")) {
            throw new IllegalArgumentException("'before' is no number");
        }
        OptionalLong from = before.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(before));
        return jobs.page(wanted(request), from, SIZE);
    }

    private static JobSearch.Wanted wanted(Request request) {
        String said = request.parameter("q").strip();
        return new JobSearch.Wanted(
                given(request.parameter("feed")),
                request.parameter("state").isEmpty() ? null : JobState.of(request.parameter("state")),
                said.length() > LONGEST_TEXT ? said.substring(0, LONGEST_TEXT) : said);
    }

    private static @Nullable String given(String value) {
        return value.isEmpty() ? null : value;
    }

    private static String next(Request request, String path, JobSearch.Page page) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : List.of("feed", "state", "q")) {
            parameters.put(name, request.parameter(name));
        }
        parameters.put("before", Long.toString(page.next().orElseThrow()));
        return request.base() + path + "?"
                + parameters.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    private Html form(Request request) {
        List<String> states =
                Arrays.stream(JobState.values()).map(JobState::word).toList();
        return Html.of(
                """
                <form class="search" method="get" action="{}/jobs" role="search">
                <label>Job id or file name <input type="search" name="q" value="{}" maxlength="200"></label>
                <label>Feed <select name="feed"><option value="">any</option>{}</select></label>
                <label>State <select name="state"><option value="">any</option>{}</select></label>
                <button>Search</button>
                </form>
                """,
                request.base(),
                request.parameter("q"),
                options(feeds.names(), request.parameter("feed")),
                options(states, request.parameter("state")));
    }

    private static Html options(List<String> words, String chosen) {
        return Html.each(
                words,
                word -> Html.of(word.equals(chosen) ? "<option selected>{}</option>" : "<option>{}</option>", word));
    }

    static Html table(Request request, List<LedgerEntry> jobs, Text text) {
        return Html.of("""
                <table><thead><tr><th>Job<th>State<th>Since<th>Attempts<th>Files<th>Why</thead>
                <tbody>{}</tbody></table>
                """, Html.each(jobs, job -> row(request, job, text)));
    }

    private static Html row(Request request, LedgerEntry job, Text text) {
        return Html.of(
                """
                <tr><th scope="row" data-label="Job"><a class="id" href="{}">{}</a><small>{}</small>
                <td data-label="State">{}<td data-label="Since">{}<td data-label="Attempts" class="number">{}
                <td data-label="Files" class="number">{}<td data-label="Why" class="why">{}</tr>
                """,
                address(request, job),
                job.jobId(),
                job.feed(),
                Text.state(job.state()),
                text.time(job.undeliveredSince() == null ? job.firstSeenAt() : job.undeliveredSince()),
                job.attempts(),
                job.files().isEmpty() ? "" : job.files().size(),
                text.safe(job.error()));
    }

    static String address(Request request, LedgerEntry job) {
        return request.base() + "/jobs/" + Segment.of(job.feed()) + "/" + Segment.of(job.jobId());
    }
}
