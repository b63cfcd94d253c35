package io.jobdrop.status;

import io.jobdrop.record.Attempt;
import io.jobdrop.record.JobSearch;
import io.jobdrop.record.LedgerEntry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of feeds and jobs, and what their buttons do. */
final class JobSite {
    private final StatusSite.Running running;
    private final Observe observe;
    private final Layout layout;
    private final String token;
    private final JobSearch jobs;
    private final FeedViews feeds;
    private final NodeViews nodes;
    private final OverviewPage overview;
    private final JobsPage list;
    private final JobPage page;
    private final SettingsPage settings;

    JobSite(StatusSite.Running running, Observe observe, Layout layout, Text text, String token, Clock clock) {
        this.observe = observe;
        this.running = running;
        this.layout = layout;
        this.token = token;
        jobs = running.ledger().queries().search();
        feeds = new FeedViews(
                running.configuration(), running.work(), running.ledger().queries(), clock);
        nodes = new NodeViews(running.work().nodes(), text);
        overview = new OverviewPage(
                feeds, nodes, running.ledger().queries(), running.work().transfers(), text);
        list = new JobsPage(feeds, jobs, text);
        page = new JobPage(running.actions().keySet(), nodes, text);
        settings = new SettingsPage(running.configuration());
    }

    /** Empty when there is no such page. */
    Optional<Response> answer(Request request) {
        List<String> path = request.segments();
        Optional<String> away = running.away().get();
        if (away.isPresent() && !path.equals(List.of("settings"))) {
            return Optional.of(Response.text(503, away.get() + ". Reload this page when it answers again"));
        }
        return request.reads() ? read(request, path) : write(request, path);
    }

    private Optional<Response> read(Request request, List<String> path) {
        return switch (String.join("/", path)) {
            case "" -> Optional.of(layout.live(request, "Status", overview.of(request, token, observe.problems())));
            case "jobs" -> Optional.of(layout.page(request, 200, "Jobs", list.of(request)));
            case "settings" -> Optional.of(layout.page(request, 200, "Settings", settings.of(request)));
            case "api/jobs" -> Optional.of(list.json(request));
            case "api/feeds" -> Optional.of(Response.of(200, "application/json; charset=utf-8", feeds.json()));
            case "api/nodes" -> nodes.json().map(text -> Response.of(200, "application/json; charset=utf-8", text));
            default ->
                path.size() == 3 && path.get(0).equals("jobs")
                        ? find(path)
                                .map(job ->
                                        layout.live(request, job.jobId(), page.of(request, job, attempts(job), token)))
                        : Optional.empty();
        };
    }

    private List<Attempt> attempts(LedgerEntry job) {
        return running.ledger().queries().attempts(job.feed(), job.jobId());
    }

    // An id may hold what looks like our own way to write a segment.
    private Optional<LedgerEntry> find(List<String> path) {
        String feed = Segment.text(path.get(1));
        return jobs.job(feed, Segment.text(path.get(2)))
                .or(() -> jobs.job(feed, URLDecoder.decode(path.get(2).replace("+", "%2B"), StandardCharsets.UTF_8)));
    }

    private Optional<Response> write(Request request, List<String> path) {
        if (path.size() == 3 && path.get(0).equals("feeds") && path.get(2).equals("poll")) {
            String feed = Segment.text(path.get(1));
            if (!feeds.names().contains(feed)) {
                return Optional.empty();
            }
            running.work().polls().trigger(feed);
            return Optional.of(Response.seeOther(request.base() + "/"));
        }
        if (path.size() != 4 || !path.get(0).equals("jobs")) {
            return Optional.empty();
        }
        Optional<Map.Entry<JobAction, JobAction.Work>> action = running.actions().entrySet().stream()
                .filter(each -> each.getKey().word().equals(path.get(3)))
                .findFirst();
        Optional<LedgerEntry> job = find(path);
        if (action.isEmpty() || job.isEmpty()) {
            return Optional.empty();
        }
        String reason = request.field("reason").strip();
        boolean done = action.get().getValue().apply(job.get().feed(), job.get().jobId(), reason);
        String did = done ? action.get().getKey().word() : "nothing";
        return Optional.of(Response.seeOther(JobsPage.address(request, job.get()) + "?did=" + did));
    }
}
