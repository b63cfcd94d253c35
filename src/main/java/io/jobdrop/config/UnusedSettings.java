package io.jobdrop.config;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds settings that somebody set and that nothing reads, since other settings or the feed decide otherwise. */
final class UnusedSettings {
    private static final List<String> OF_URLS =
            List.of("jobdrop.ledger.user", "jobdrop.ledger.password", "jobdrop.ledger.pool");
    private static final List<String> OF_SERVERS = List.of(
            "jobdrop.ledger.schema",
            "jobdrop.cluster.key",
            "jobdrop.cluster.name",
            "jobdrop.cluster.lease",
            "jobdrop.cluster.node");
    private static final List<String> OF_ENDPOINTS = List.of("drop.uri", "drop.send-manifest", "drop.name-header");
    private static final List<String> OF_RECEIVERS = List.of("notify.events", "notify.secret");
    private static final List<String> OF_LISTS = List.of("max-pages", "full-walk");
    // A kamelet of the engineer's own may read any setting.
    private static final List<String> OUR_DROPS = List.of("file", "s3", "endpoint");

    private final Settings settings;
    private final ChosenSettings chosen;
    private final List<Problem> problems;

    UnusedSettings(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.chosen = new ChosenSettings(settings);
        this.problems = problems;
    }

    /** Checks the settings of all feeds, and those that the active ones share. */
    void run(List<FeedFile> feeds, List<FeedFile> active) {
        feeds.forEach(this::ofFeed);
        feeds.stream().map(FeedFile::vendor).distinct().forEach(this::ofVendor);
        ofNotifications(feeds);
        ofLedger();
        if (!settings.get("jobdrop.queue").equals("jms")) {
            BrokerAddress.SETTINGS.forEach(key -> report(key, "jobdrop.queue is not jms"));
        }
        List<String> drops = active.stream().map(this::drop).distinct().toList();
        if (!active.isEmpty() && OUR_DROPS.containsAll(drops)) {
            ofBucket(drops);
            OF_ENDPOINTS.forEach(suffix -> ofEndpoints(suffix, active));
        }
    }

    private void ofLedger() {
        if (LedgerAddress.key(settings).equals(LedgerAddress.JNDI)) {
            if (!LedgerAddress.isServer(settings.get(LedgerAddress.URL))) {
                report(LedgerAddress.URL, LedgerAddress.JNDI + " names the ledger");
            }
            OF_URLS.forEach(key -> report(key, "the data source of " + LedgerAddress.JNDI + " has its own"));
        } else if (!LedgerAddress.isOnServer(settings)) {
            Stream.concat(OF_URLS.stream(), OF_SERVERS.stream())
                    .forEach(key -> report(key, "the ledger is a file; set jobdrop.ledger.url = jdbc:postgresql:..."));
        }
    }

    private void ofFeed(FeedFile feed) {
        String name = feed.name();
        String drop = drop(feed);
        if (drop.equals("file") || drop.equals("s3")) {
            for (String suffix : OF_ENDPOINTS) {
                report(
                        name + "." + suffix,
                        "feed '" + name + "' delivers to " + drop + "; set " + name + ".drop = endpoint");
            }
        }
        if (!feed.isRight()) {
            return;
        }
        if (feed.feed().list().isPresent()) {
            report(name + ".inbox", "feed '" + name + "' has a list, and reads no inbox");
        } else {
            OF_LISTS.forEach(suffix -> report(name + "." + suffix, "feed '" + name + "' has no list"));
        }
    }

    private void ofNotifications(List<FeedFile> feeds) {
        boolean told = false;
        for (FeedFile feed : feeds) {
            String name = feed.name();
            boolean receiver = Notifications.of(settings, name).isPresent();
            told |= receiver;
            if (!receiver) {
                OF_RECEIVERS.forEach(suffix -> report(
                        name + "." + suffix,
                        "nobody is notified of feed '" + name + "'; set " + name
                                + ".notify.uri, or jobdrop.notify.uri"));
            }
            if (settings.get(name + ".hook.secret").isEmpty()) {
                report(name + ".hook.type", name + ".hook.secret is not set, and the hook is off");
            }
        }
        if (!told) {
            OF_RECEIVERS.forEach(suffix ->
                    report("jobdrop." + suffix, "nobody is notified; set jobdrop.notify.uri, or FEED.notify.uri"));
        }
    }

    private void ofVendor(String vendor) {
        Auth auth = Auth.of(settings, vendor);
        for (Auth other : Auth.values()) {
            for (String suffix : other.read()) {
                if (!auth.read().contains(suffix)) {
                    report(vendor + "." + suffix, vendor + ".auth is " + auth.word());
                }
            }
        }
        if (settings.get(vendor + ".client-auth").equals("none") && auth.isOAuth2()) {
            report(vendor + ".client-secret", vendor + ".client-auth is none");
        }
    }

    private void ofBucket(List<String> drops) {
        if (!drops.contains("s3")) {
            settings.all().stream()
                    .map(Setting::key)
                    .filter(key -> key.startsWith("jobdrop.drop.s3."))
                    .toList()
                    .forEach(key ->
                            report(key, "no active feed delivers to s3; set jobdrop.drop = s3, or FEED.drop = s3"));
        }
    }

    private void ofEndpoints(String suffix, List<FeedFile> active) {
        Predicate<FeedFile> reads = feed -> drop(feed).equals("endpoint")
                && settings.get(feed.name() + "." + suffix).isEmpty();
        if (active.stream().noneMatch(reads)) {
            report(
                    "jobdrop." + suffix,
                    "every active feed that delivers to an endpoint sets its " + suffix + ", or there is none;"
                            + " set jobdrop.drop = endpoint, or FEED.drop = endpoint");
        }
    }

    private String drop(FeedFile feed) {
        return settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"));
    }

    private void report(String key, String why) {
        if (chosen.has(key)) {
            problems.add(new Problem(settings.origin(key), key + " does nothing: " + why, false));
        }
    }
}
