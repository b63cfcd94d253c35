package io.jobdrop.recorded;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Setting;
import io.jobdrop.deliver.Plan;
import io.jobdrop.job.JobState;
import io.jobdrop.poll.Poll;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.RunLock;
import io.jobdrop.recorded.Outcome.FoundJob;
import io.jobdrop.runtime.CannotRun;
import io.jobdrop.runtime.JobdropContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One poll of one feed by the real routes, against a vendor that is played, with a ledger for this play alone. */
final class Play {
    private static final int PATIENCE_SECONDS = 120;
    private static final int REPEATS = 2;
    private static final List<String> CREDENTIALS = List.of(".token", ".client-id", ".client-secret", ".refresh-token");

    private final Configuration configuration;
    private final FeedFile feed;

    /** A play with the configuration of a test. */
    Play(Configuration configuration) {
        this.configuration = configuration;
        this.feed = configuration.active().get(0);
    }

    FeedFile feed() {
        return feed;
    }

    /** The address of the vendor's API, without a slash at its end. */
    String address() {
        return configuration.settings().get(feed.vendor() + ".url").replaceAll("/+$", "");
    }

    /**
     * Plays it, and says what came.
     *
     * @param ids those that enter, for a feed without a list
     * @param settings the keys of the settings that the test gives
     */
    Outcome run(RecordedVendor.Answers answers, List<String> ids, Collection<String> settings)
            throws IOException, InterruptedException {
        RecordedVendor vendor = new RecordedVendor(answers, address(), secrets(settings));
        try (RunLock lock = RunLock.take(configuration.ledger()).orElseThrow();
                JobdropContext bundle = new JobdropContext(
                        configuration, configuration.ledger(), lock, JobdropContext.Mode.TEST, vendor)) {
            start(bundle);
            if (!ids.isEmpty()) {
                bundle.ledger().register(feed.name(), ids);
            }
            String error = poll(bundle);
            return new Outcome(error, jobs(bundle), vendor.sent());
        }
    }

    private static void start(JobdropContext bundle) {
        try {
            bundle.start();
            bundle.begin(begun -> {});
        } catch (CannotRun e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private Map<String, String> secrets(Collection<String> settings) {
        // A secret may be a part of another one, and an address holds it percent-encoded.
        Map<String, String> secrets = new TreeMap<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        Stream.concat(
                        settings.stream().filter(Setting::isSecret),
                        CREDENTIALS.stream()
                                .map(suffix -> feed.vendor() + suffix)
                                .filter(key -> !settings.contains(key)))
                .forEach(key -> {
                    String value = configuration.settings().get(key);
                    secrets.put(value, key);
                    secrets.put(URLEncoder.encode(value, StandardCharsets.UTF_8), key);
                });
        secrets.remove("");
        return secrets;
    }

    // A later page may say more of a job that is on its way: then a real run polls again.
    private @Nullable String poll(JobdropContext bundle) throws InterruptedException {
        Poll last = null;
        for (int i = 0; i == 0 || (i <= REPEATS && bundle.inFlight().hasLate(feed.name())); i++) {
            try {
                last = bundle.polls().pollNow(feed.name()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return "the poll did not end within " + PATIENCE_SECONDS + " s";
            }
            bundle.inFlight().awaitNone(feed.name());
        }
        return Objects.requireNonNull(last).error();
    }

    private Map<String, FoundJob> jobs(JobdropContext bundle) {
        Map<String, List<String>> files = new HashMap<>();
        for (Plan.Item item : bundle.plan().items()) {
            List<String> names = files.computeIfAbsent(item.jobId(), id -> new ArrayList<>());
            if (!names.contains(item.path())) {
                names.add(item.path());
            }
        }
        Map<String, FoundJob> jobs = new LinkedHashMap<>();
        for (LedgerEntry entry : bundle.ledger().queries().jobs(feed.name(), null)) {
            List<String> names = files.getOrDefault(entry.jobId(), List.of());
            String reason = Objects.toString(entry.error(), "");
            jobs.put(
                    entry.jobId(),
                    names.isEmpty()
                            ? new FoundJob(entry.state(), reason, names)
                            : new FoundJob(JobState.DELIVERED, "", names));
        }
        return jobs;
    }
}
