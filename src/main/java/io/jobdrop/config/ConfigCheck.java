package io.jobdrop.config;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds everything that is wrong with settings and feed files, without any network, so that all of it can be said at
 * once before anything starts. What only the machine knows (folders, ports) is {@link MachineCheck}'s.
 */
final class ConfigCheck {
    /** What is empty here means: serve nobody, keep for ever. */
    private static final Set<String> OPTIONAL =
            Set.of("jobdrop.http.port", "jobdrop.ledger.keep", "jobdrop.inbox.keep");

    private static final Logger LOG = LoggerFactory.getLogger(ConfigCheck.class);
    private static final Set<String> ROUTES = Set.of(
            "job-poll", "job-delivery", "job-delivery-results", "retry-due", "retention", "notify", "notify-due");

    private final Settings settings;
    private final List<FeedFile> feeds;
    private final OwnRoutes own;
    private final Kamelets kamelets;
    private final List<Problem> problems;

    ConfigCheck(Settings settings, FeedFolders folders, Kamelets kamelets, List<Problem> problems) {
        this.settings = settings;
        this.feeds = folders.feeds();
        this.own = OwnRoutes.in(folders.routes());
        this.kamelets = kamelets;
        this.problems = problems;
    }

    void run(List<FeedFile> active, Map<String, String> environment) {
        TreeSet<String> known = new TreeSet<>(DefaultSettings.ALL.keySet());
        known.addAll(keys(feeds));
        settings.all().forEach(setting -> checkSetting(setting, known));
        new VariableCheck(feeds, problems).run(known, environment);
        checkNames();
        StepCheck steps = new StepCheck(settings, kamelets, own, problems);
        feeds.forEach(steps::run);
        new SettingsCheck(settings, problems).run(environment);
        checkActive(active);
    }

    /** The keys that these feeds and their vendors may have. */
    static List<String> keys(List<FeedFile> feeds) {
        List<String> keys = new ArrayList<>();
        for (FeedFile feed : feeds) {
            SettingKind.FEED_SUFFIXES.forEach(suffix -> keys.add(feed.name() + "." + suffix));
            SettingKind.VENDOR_SUFFIXES.forEach(suffix -> keys.add(feed.vendor() + "." + suffix));
            keys.addAll(InsertedSettings.madeUpFor(feed));
        }
        return keys;
    }

    private void checkSetting(Setting setting, Set<String> known) {
        if (CamelSettings.isOne(setting.key())) {
            unlessUnresolved(
                    () -> CamelSettings.refusal(setting.key(), settings).ifPresent(why -> report(setting, why)));
        } else if (!known.contains(setting.key())) {
            String near = setting.key().matches("(?i)(jobdrop\\.)?log[-.]?level")
                    ? "; the level is the environment variable JOBDROP_LOG_LEVEL"
                    : Nearest.suggestion(setting.key(), known);
            report(setting, "unknown setting '" + setting.key() + "'" + near);
            return;
        }
        try {
            String value = settings.get(setting.key());
            if (!value.isEmpty()) {
                SettingKind.of(setting.key())
                        .problem(value)
                        .ifPresent(problem -> report(setting, setting.key() + ": " + problem));
            } else if (Setting.isSecret(setting.key()) && !setting.value().isEmpty()) {
                String what =
                        setting.key() + " is empty, since " + setting.value() + " is; give it a value, or delete this";
                problems.add(new Problem(setting.origin(), what, false));
            } else if (setting.key().startsWith("jobdrop.") && isRequired(setting.key())) {
                report(setting, setting.key() + " is empty");
            }
        } catch (RuntimeException e) {
            report(setting, setting.key() + " cannot be resolved: " + e.getMessage());
        }
    }

    private static boolean isRequired(String key) {
        Setting byDefault = DefaultSettings.ALL.get(key);
        return byDefault != null && !byDefault.value().isEmpty() && !OPTIONAL.contains(key);
    }

    private void checkNames() {
        Map<String, FeedFile> byName = new TreeMap<>();
        for (FeedFile feed : feeds) {
            FeedFile first = byName.putIfAbsent(feed.name(), feed);
            if (first != null) {
                report(feed.path(), 1, "feed '" + feed.name() + "' is already declared in " + first.path());
            }
            if (!feed.name().matches("[a-z0-9][a-z0-9-]*")) {
                report(feed.path(), 1, "a feed's name has lower case letters, digits and hyphens only");
            }
        }
        // A feed's routes are NAME, NAME-poll, NAME-inbox and NAME-notify.
        for (String suffix : List.of("-poll", "-inbox", "-notify")) {
            for (FeedFile feed : feeds) {
                FeedFile other = byName.get(feed.name() + suffix);
                if (other != null) {
                    report(
                            other.path(),
                            1,
                            "feed '" + other.name() + "' has the name of a route of feed '" + feed.name() + "'");
                }
                if (ROUTES.contains(feed.name()) || ROUTES.contains(feed.name() + suffix)) {
                    report(
                            feed.path(),
                            1,
                            "feed '" + feed.name() + "' would have the name of a route of Jobdrop's; choose another");
                }
            }
        }
    }

    private void checkActive(List<FeedFile> active) {
        List<String> names = feeds.stream().map(FeedFile::name).toList();
        for (String name : settings.list("jobdrop.feeds")) {
            if (!names.contains(name)) {
                problems.add(new Problem(
                        settings.origin("jobdrop.feeds"),
                        "unknown feed '" + name + "'" + Nearest.suggestion(name, names)));
            }
        }
        if (active.isEmpty() && settings.list("jobdrop.feeds").isEmpty()) {
            problems.add(new Problem(
                    "jobdrop.feeds",
                    "no feed is active; set a vendor's token, such as "
                            + feeds.stream()
                                    .reduce((first, last) -> last)
                                    .map(feed -> Setting.variable(feed.vendor() + ".token"))
                                    .orElse("VENDOR_TOKEN")
                            + ", or try --sandbox"));
        }
        active.forEach(this::checkActive);
    }

    /** What the settings of several things together do not allow; {@code folders} hold feed files and kamelets. */
    void together(List<FeedFile> active, List<Path> folders, boolean sandbox, Map<String, String> environment) {
        boolean bucket = active.stream().anyMatch(feed -> drop(feed).equals("s3"));
        unlessUnresolved(() -> new BucketCheck(settings, problems).run(bucket, environment));
        unlessUnresolved(() -> new FolderCheck(settings, problems).run(active, folders));
        unlessUnresolved(() -> new ReachCheck(settings, problems, Clock.systemUTC())
                .run(feeds.stream().map(FeedFile::vendor).toList()));
        if (!sandbox) {
            // The sandbox delivers into a folder, whatever is set.
            unlessUnresolved(() -> new UnusedSettings(settings, problems).run(feeds, active));
        }
    }

    private static void unlessUnresolved(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            LOG.trace("a setting cannot be used; it is reported where it is set", e);
        }
    }

    private String drop(FeedFile feed) {
        return settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"));
    }

    private void checkActive(FeedFile feed) {
        needs(feed, "url", "");
        unlessUnresolved(() -> {
            Auth auth = Auth.of(settings, feed.vendor());
            String why = auth.isOAuth2() ? ", since " + feed.vendor() + ".auth is " + auth.word() : "";
            auth.needed(settings, feed.vendor()).forEach(suffix -> needs(feed, suffix, why));
            if (auth == Auth.SIGNATURE) {
                checkBean(feed.vendor() + ".auth", Auth.bean(settings, feed.vendor()));
            }
        });
        String drop = drop(feed);
        if (!kamelets.hasDrop(drop)) {
            problems.add(new Problem(
                    settings.origin(
                            settings.get(feed.name() + ".drop").isEmpty() ? "jobdrop.drop" : feed.name() + ".drop"),
                    "'" + drop + "' is no destination; there is " + String.join(", ", kamelets.drops())
                            + Nearest.suggestion(drop, kamelets.drops())));
        }
        new EndpointCheck(settings, problems).run(feed);
        unlessUnresolved(() -> new EndpointCheck(settings, problems).notified(feed));
        unlessUnresolved(() -> NotificationForm.hook(settings, feed.name(), problems));
        unlessUnresolved(() -> new SettingsCheck(settings, problems).run(feed));
    }

    private void checkBean(String key, String name) {
        if (!own.beans().contains(name)) {
            problems.add(new Problem(
                    settings.origin(key),
                    key + ": there is no bean '" + name + "' in the folders of feeds"
                            + Nearest.suggestion(name, own.beans())));
        }
    }

    private void needs(FeedFile feed, String suffix, String why) {
        String key = feed.vendor() + "." + suffix;
        if (isEmpty(key)) {
            problems.add(new Problem(
                    feed.path().toString(),
                    "feed '" + feed.name() + "' needs " + key + why + "; set it, or the environment variable "
                            + Setting.variable(key)));
        }
    }

    // What cannot be resolved is reported where the setting is, and is not empty.
    private boolean isEmpty(String key) {
        try {
            return settings.get(key).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void report(Setting setting, String what) {
        problems.add(new Problem(setting.origin(), what));
    }

    private void report(Path file, int line, String what) {
        problems.add(new Problem(file + ":" + line, what));
    }
}
