package io.jobdrop.status;

import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.LedgerQueries;
import io.jobdrop.record.Nodes;
import io.jobdrop.stage.Transfers;
import io.jobdrop.vendor.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The first page: what is wrong, each feed, what is not delivered, what moves. */
final class OverviewPage {
    private static final int MOST_JOBS = 50;
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final FeedViews feeds;
    private final NodeViews nodes;
    private final LedgerQueries ledger;
    private final Transfers transfers;
    private final Text text;

    OverviewPage(FeedViews feeds, NodeViews nodes, LedgerQueries ledger, Transfers transfers, Text text) {
        this.feeds = feeds;
        this.nodes = nodes;
        this.ledger = ledger;
        this.transfers = transfers;
        this.text = text;
    }

    Html of(Request request, String token, List<String> problems) {
        List<FeedViews.View> views = feeds.list();
        List<Nodes.Node> all = nodes.list();
        return Html.of(
                "{}{}{}{}{}",
                verdict(request, views, nodes.missed(all), problems),
                Html.of("""
                        <section><h2>Feeds</h2>
                        <table><thead><tr><th>Feed<th>State<th>Last good poll<th>Next poll<th>Not delivered<th>Delivered\
                        <th><span class="hidden">Action</span></thead>
                        <tbody>{}</tbody></table></section>
                        """, Html.each(views, view -> feed(request, view, all, token))),
                nodes.section(all),
                undelivered(request),
                moving());
    }

    private Html verdict(Request request, List<FeedViews.View> views, List<Html> silent, List<String> problems) {
        List<Html> troubles = new ArrayList<>(silent);
        for (FeedViews.View view : views) {
            if (view.error() != null) {
                troubles.add(
                        Html.of("<li><strong>{}</strong> poll failed: {}</li>", view.name(), text.safe(view.error())));
            }
            for (JobState state : List.of(JobState.GAVE_UP, JobState.HELD)) {
                if (view.count(state) > 0) {
                    troubles.add(Html.of(
                            "<li><strong>{}</strong> <a href=\"{}/jobs?feed={}&amp;state={}\">{} {}</a></li>",
                            view.name(),
                            request.base(),
                            view.name(),
                            state.word(),
                            view.count(state) + (view.count(state) == 1 ? " job" : " jobs"),
                            state == JobState.HELD ? "held" : "given up"));
                }
            }
        }
        List<LedgerQueries.Unsent> unsent = ledger.unsent();
        unsent.forEach(notices -> troubles.add(notices(notices)));
        if (troubles.isEmpty() && problems.isEmpty()) {
            return Html.of("<section class=\"verdict fine\"><h1>All is well</h1></section>");
        }
        long count = Stream.concat(
                        views.stream().filter(FeedViews.View::isInTrouble).map(FeedViews.View::name),
                        unsent.stream().map(LedgerQueries.Unsent::feed))
                .distinct()
                .count();
        return Html.of(
                "<section class=\"verdict trouble\"><h1>{}</h1><ul>{}</ul>{}</section>",
                heading(count, silent.size(), problems),
                Html.each(troubles, each -> each),
                Html.each(problems, problem -> Html.of("<p><small>Health: {}</small></p>", text.safe(problem))));
    }

    private static String heading(long feeds, int silent, List<String> problems) {
        if (feeds > 0) {
            return feeds == 1 ? "1 feed needs you" : feeds + " feeds need you";
        }
        if (!problems.isEmpty()) {
            return "Health is DOWN";
        }
        return silent == 1 ? "1 node is silent" : silent + " nodes are silent";
    }

    private Html notices(LedgerQueries.Unsent unsent) {
        return Html.of(
                "<li><strong>{}</strong> {} not be sent, the oldest from {}: {}</li>",
                unsent.feed(),
                unsent.count() == 1 ? "1 notification could" : unsent.count() + " notifications could",
                text.time(unsent.since()),
                text.safe(unsent.error()));
    }

    private Html feed(Request request, FeedViews.View view, List<Nodes.Node> all, String token) {
        int waiting = view.counts().entrySet().stream()
                .filter(entry -> entry.getKey().isUndelivered())
                .mapToInt(Map.Entry::getValue)
                .sum();
        return Html.of(
                """
                <tr class="{}"><th scope="row" data-label="Feed"><a href="{}/jobs?feed={}">{}</a><small>{}</small>
                <td data-label="State"><span class="state {}">{}</span>{}{}
                <td data-label="Last good poll">{}<td data-label="Next poll">{}
                <td data-label="Not delivered" class="number">{}<td data-label="Delivered" class="number">{}
                <td><form method="post" action="{}/feeds/{}/poll"><input type="hidden" name="token" value="{}">\
                <button aria-label="Poll {} now">Poll now</button></form></tr>
                """,
                view.isInTrouble() ? "trouble" : "",
                request.base(),
                view.name(),
                view.name(),
                view.vendor(),
                view.state().replace(' ', '-'),
                view.state(),
                nodes.owner("<small>polled by <span class=\"id\">{}</span>{}</small>", view.node(), all),
                pause(view),
                text.time(view.goodAt()),
                text.time(view.next()),
                waiting,
                view.count(JobState.DELIVERED),
                request.base(),
                view.name(),
                token,
                view.name());
    }

    private Html pause(FeedViews.View view) {
        Throttle.Pause pause = view.pause();
        return pause == null
                ? Html.NONE
                : Html.of("<small>{}; asked again {}</small>", text.safe(pause.why()), text.time(pause.until()));
    }

    private Html undelivered(Request request) {
        List<LedgerEntry> waiting = ledger.search().undelivered(MOST_JOBS + 1);
        Html more = waiting.size() > MOST_JOBS
                ? Html.of("<p>These are the oldest {}. <a href=\"{}/jobs\">All jobs</a></p>", MOST_JOBS, request.base())
                : Html.NONE;
        Html list = waiting.isEmpty()
                ? Html.of("<p class=\"none\">Nothing waits.</p>")
                : JobsPage.table(request, waiting.subList(0, Math.min(waiting.size(), MOST_JOBS)), text);
        return Html.of("<section><h2>Not delivered</h2>{}{}</section>", list, more);
    }

    private Html moving() {
        List<Transfers.UnderWay> underWay = transfers.underWay();
        Html list = underWay.isEmpty()
                ? Html.of("<p class=\"none\">Nothing moves.</p>")
                : Html.of("<ul class=\"moving\">{}</ul>", Html.each(underWay, this::transfer));
        return Html.of("<section><h2>In flight</h2>{}</section>", list);
    }

    private Html transfer(Transfers.UnderWay transfer) {
        boolean known = transfer.total() > 0;
        Html bar = known
                ? Html.of(
                        "<progress max=\"{}\" value=\"{}\">{}</progress>",
                        transfer.total(),
                        Math.min(transfer.bytes(), transfer.total()),
                        100 * transfer.bytes() / transfer.total() + " %")
                : Html.NONE;
        boolean silent = transfer.silence().compareTo(SILENCE) > 0;
        return Html.of(
                "<li><span>{}</span>{}<span>{}{}, {}, began {}</span></li>",
                text.safe(transfer.what()),
                bar,
                Text.bytes(transfer.bytes()),
                known ? " of " + Text.bytes(transfer.total()) : "",
                silent ? "no byte for " + Text.length(transfer.silence()) : Text.bytes(transfer.speed()) + " a second",
                text.time(transfer.began()));
    }
}
