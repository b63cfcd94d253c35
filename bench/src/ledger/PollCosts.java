package bench.ledger;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobState;
import io.jobdrop.record.JobSearch.Wanted;
import io.jobdrop.record.LedgerTotals;
import io.jobdrop.record.PollTurns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** What a node asks of one ledger, step by step. */
final class PollCosts {
    /** One step. */
    interface Step {
        void run(String feed, List<Job> page) throws SQLException;
    }

    private static final int PAGE = 100;
    private static final int NEW = 10;
    private static final int POLLED = 10;

    private final Side side;
    private final History history;
    private final List<String> feeds;
    private final Map<String, List<Job>> pages = new LinkedHashMap<>();
    private final Map<String, Step> steps = new LinkedHashMap<>();

    PollCosts(Side side, History history, int feeds) throws SQLException {
        this.side = side;
        this.history = history;
        this.feeds = IntStream.range(0, feeds)
                .mapToObj(i -> String.format("feed-%05d", i))
                .toList();
        for (String feed : this.feeds.subList(0, POLLED)) {
            pages.put(feed, page(feed));
        }
        steps.put("a poll: all that follows, with a page of known ids", this::poll);
        steps.put("- the turn: take and end", (feed, page) -> turn(feed));
        steps.put("- a page of 100 known ids", (feed, page) -> side.listed().page(page, 1));
        steps.put("- jobs beyond the page, and missing ones", (feed, page) -> beyond(feed));
        steps.put("- due retries, all feeds (each second)", (feed, page) -> side.jobs().queries().becameDue());
        steps.put("- offers that wait, all feeds (each 250 ms)", (feed, page) -> side.offers().waiting());
        steps.put("polls asked for, and news of polls (each second)", (feed, page) -> asked());
        steps.put("a page with 10 new ids", this::news);
        steps.put("a job: enter, offer, take, claim, intent, record", this::job);
        steps.put("totals of metrics", (feed, page) -> totals());
        steps.put("count of all jobs by feed and state", (feed, page) -> countAll());
        steps.put("health: given up, all feeds", (feed, page) -> health());
        steps.put("status page: counts of all feeds", (feed, page) -> counts());
        steps.put("status page: 51 oldest undelivered", (feed, page) -> side.jobs().queries().search().undelivered(51));
        steps.put("retention: 500 jobs that were delivered first", (feed, page) -> old());
        steps.put("50 jobs, newest first", (feed, page) -> search(null, null, ""));
        steps.put("50 jobs of a feed", (feed, page) -> search(feed, null, ""));
        steps.put("50 delivered jobs of a feed", (feed, page) -> search(feed, JobState.DELIVERED, ""));
        steps.put("50 jobs of a text", (feed, page) -> search(null, null, "0a1b"));
    }

    Map<String, Step> steps() {
        return steps;
    }

    /** Runs a step for the feed of a round; returns milliseconds. */
    double time(String step, int round) throws SQLException {
        String feed = feeds.get(round % POLLED);
        long from = System.nanoTime();
        steps.get(step).run(feed, pages.get(feed));
        double millis = (System.nanoTime() - from) / 1e6;
        history.removeOpen();
        return millis;
    }

    /** A page of a feed that was not polled before; milliseconds. */
    double cold(int round) throws SQLException {
        String feed = feeds.get(POLLED + round);
        List<Job> page = page(feed);
        long from = System.nanoTime();
        side.listed().page(page, 1);
        return (System.nanoTime() - from) / 1e6;
    }

    private List<Job> page(String feed) throws SQLException {
        return history.newest(feed, PAGE).stream().map(id -> Side.job(feed, id)).toList();
    }

    private void poll(String feed, List<Job> page) {
        turn(feed);
        side.listed().page(page, 1);
        beyond(feed);
        side.jobs().queries().becameDue();
        side.offers().waiting();
    }

    private void turn(String feed) {
        long now = System.currentTimeMillis();
        side.polls().take(feed, OptionalLong.of(now)).orElseThrow();
        side.polls().end(new PollTurns.State(feed, now, true, now, null, false), true);
    }

    private void beyond(String feed) {
        side.listed().fullWalk(feed);
        side.listed().wanted(feed, id -> true);
        side.listed().missing(feed);
    }

    private void asked() {
        side.polls().wanted();
        side.polls().news();
    }

    private void news(String feed, List<Job> page) {
        List<Job> shown = new ArrayList<>(Side.fresh(feed, NEW));
        shown.addAll(page.subList(0, Math.min(page.size(), PAGE - NEW)));
        side.listed().page(shown, 1);
    }

    private void job(String feed, List<Job> page) {
        Job job = Side.fresh(feed, 1).get(0);
        side.enter(List.of(job));
        side.offer(job);
        side.takeAndDeliver(feed);
    }

    private void countAll() throws SQLException {
        history.number("SELECT COUNT(*) FROM (SELECT feed, state, COUNT(*) FROM job GROUP BY feed, state) counts");
    }

    private void totals() {
        new LedgerTotals(side.database(), side.clock(), () -> false).openUploads();
    }

    private void health() {
        side.jobs().queries().gaveUp();
    }

    private void counts() {
        side.jobs().queries().counts();
    }

    private void old() {
        side.jobs().queries().deliveredBefore(side.clock().instant(), 500);
    }

    private void search(String feed, JobState state, String text) {
        side.jobs().queries().search().page(new Wanted(feed, state, text), OptionalLong.empty(), 50);
    }
}
