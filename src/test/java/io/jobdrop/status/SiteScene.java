package io.jobdrop.status;

import io.jobdrop.config.Configuration;
import io.jobdrop.metrics.Meters;
import io.jobdrop.poll.Hooks;
import io.jobdrop.poll.InFlightJobs;
import io.jobdrop.poll.Polls;
import io.jobdrop.poll.Scans;
import io.jobdrop.poll.Stop;
import io.jobdrop.record.PollTurns;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.Transfers;
import io.jobdrop.status.Request.Reach;
import io.jobdrop.support.Installation;
import io.jobdrop.support.TestLedger;
import io.jobdrop.vendor.Throttles;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;

/** A status site on a real ledger, asked without a server. */
final class SiteScene implements AutoCloseable {
    static final String FEED = "convertly-jobs";
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    final TestLedger ledger;
    Optional<String> away = Optional.empty();
    final Transfers transfers;
    final Throttles throttles;
    final List<String> polled = new ArrayList<>();
    final List<String> done = new ArrayList<>();
    final StatusSite site;
    final Map<String, String> headers = new HashMap<>(Map.of("host", "127.0.0.1:8080"));
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Path file;
    Reach reach = Reach.LOOPBACK;
    String base = "";

    SiteScene(Path folder) throws IOException {
        this(folder, Map.of());
    }

    SiteScene(Path folder, Map<String, String> environment) throws IOException {
        file = folder.resolve("ledger.db");
        ledger = new TestLedger(folder);
        // A pause of milliseconds may be over before the page shows it.
        Installation installation = new Installation(folder)
                .set("CONVERTLY_TOKEN", "s3cret-key-of-convertly")
                .set("JOBDROP_RETRY_BACKOFF", "1m")
                .set("JOBDROP_RETRY_MAX_BACKOFF", "1h");
        environment.forEach(installation::set);
        Configuration configuration = installation.read();
        Stop stop = new Stop();
        Scans scans = new Scans(
                ledger.listed(),
                ledger.jobs(),
                configuration.settings(),
                ledger.clock(),
                new InFlightJobs(stop),
                Set.of());
        Polls polls = new Polls(
                configuration.settings(),
                ledger.jobs(),
                scans,
                ledger.watch(),
                ledger.clock(),
                stop,
                PollTurns.ALONE,
                Meters.NONE,
                System::nanoTime);
        polls.triggeredBy(polled::add);
        polls.begun(FEED);
        Hooks hooks = new Hooks(configuration.settings(), Set.of(FEED), ledger.clock(), polled::add);
        transfers = new Transfers(Progress.NONE, ledger.clock());
        throttles = new Throttles(configuration.settings(), ledger.clock(), stop::isRequested);
        Map<JobAction, JobAction.Work> actions = Map.of(
                JobAction.RETRY,
                (feed, id, reason) -> ledger.actions().retry(feed, id),
                JobAction.DISMISS,
                (feed, id, reason) -> done.add(feed + " " + id + ": " + reason)
                        && ledger.actions().dismiss(feed, id, reason),
                JobAction.REDELIVER,
                (feed, id, reason) -> ledger.actions().redeliver(feed, id));
        site = new StatusSite(
                configuration.settings(),
                () -> Optional.of(context),
                new StatusSite.Running(
                        configuration,
                        "jobdrop-1",
                        ledger.jobs(),
                        () -> away,
                        new StatusSite.Work(polls, transfers, throttles, Optional.empty()),
                        hooks,
                        actions),
                ledger.clock());
    }

    /** Enters a job in a state, with the reason. */
    void job(String id, String state, String error) {
        ledger.jobs().register(FEED, List.of(id));
        change(
                "UPDATE job SET state = ?, error = ?, undelivered_since = CASE WHEN ? IN ('due', 'delivering', 'held',"
                        + " 'gave-up') THEN first_seen_at END WHERE feed = ? AND job_id = ?",
                state,
                error,
                state,
                FEED,
                id);
    }

    void file(String id, String name, String location) {
        change("INSERT INTO job_file VALUES (?, ?, 0, ?, 12, 'cafe', ?)", FEED, id, name, location);
    }

    void change(String sql, String... values) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Response get(String target) {
        return send("GET", target, "");
    }

    String page(String target) {
        return get(target).body();
    }

    /** Posts a form with the token of the page. */
    Response post(String target, String... form) {
        Matcher token = TOKEN.matcher(page("/"));
        StringBuilder body = new StringBuilder(token.find() ? "token=" + token.group(1) : "");
        for (int i = 0; i < form.length; i += 2) {
            body.append('&').append(form[i]).append('=').append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
        }
        return send("POST", target, body.toString());
    }

    Response send(String method, String target, String body) {
        Map<String, String> sent = new HashMap<>(headers);
        sent.put("content-type", "application/x-www-form-urlencoded");
        int mark = target.indexOf('?');
        return site.answer(new Request(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? "" : target.substring(mark + 1),
                sent,
                body,
                reach,
                base));
    }

    @Override
    public void close() {
        ledger.close();
    }
}
