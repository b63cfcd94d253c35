package io.jobdrop.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds everything that is wrong with settings and feed files, without any network, so that all of it can be said at
 * once before anything starts. What only the machine knows (folders, ports) is {@link MachineCheck}'s.
 */
final class ConfigCheck {
    private static final Set<String> ROUTES = Set.of("job-poll", "job-delivery", "retry-due");

    private final Settings settings;
    private final List<FeedFile> feeds;
    private final Kamelets kamelets;
    private final List<Problem> problems;

    ConfigCheck(Settings settings, List<FeedFile> feeds, Kamelets kamelets, List<Problem> problems) {
        this.settings = settings;
        this.feeds = feeds;
        this.kamelets = kamelets;
        this.problems = problems;
    }

    void run(List<FeedFile> active, Map<String, String> environment) {
        TreeSet<String> known = new TreeSet<>(Settings.defaults().keySet());
        known.addAll(keys(feeds));
        settings.all().forEach(setting -> checkSetting(setting, known));
        checkVariables(known, environment);
        checkNames();
        feeds.forEach(this::checkStep);
        new SettingsCheck(settings, problems).run(environment);
        checkActive(active);
    }

    /** The keys that these feeds and their vendors may have. */
    static List<String> keys(List<FeedFile> feeds) {
        List<String> keys = new ArrayList<>();
        for (FeedFile feed : feeds) {
            SettingKind.FEED_SUFFIXES.forEach(suffix -> keys.add(feed.name() + "." + suffix));
            SettingKind.VENDOR_SUFFIXES.forEach(suffix -> keys.add(feed.vendor() + "." + suffix));
        }
        return keys;
    }

    private void checkSetting(Setting setting, Set<String> known) {
        if (!known.contains(setting.key())) {
            report(setting, "unknown setting '" + setting.key() + "'" + Nearest.suggestion(setting.key(), known));
            return;
        }
        try {
            String value = settings.get(setting.key());
            if (!value.isEmpty()) {
                SettingKind.of(setting.key())
                        .problem(value)
                        .ifPresent(problem -> report(setting, setting.key() + ": " + problem));
            } else if (setting.key().startsWith("jobdrop.") && isRequired(setting.key())) {
                report(setting, setting.key() + " is empty");
            }
        } catch (RuntimeException e) {
            report(setting, setting.key() + " cannot be resolved: " + e.getMessage());
        }
    }

    private static boolean isRequired(String key) {
        if (key.equals("jobdrop.http.port")) {
            return false; // Without a port, nobody is served.
        }
        Setting byDefault = Settings.defaults().get(key);
        return byDefault != null && !byDefault.value().isEmpty();
    }

    // A variable nobody knows is only a mistake when it is nearly one we know: platforms set their own JOBDROP_… ones
    // (Kubernetes does for a service of that name).
    private void checkVariables(Set<String> known, Map<String, String> environment) {
        List<String> variables = known.stream().map(Setting::variable).toList();
        Set<String> prefixes = new TreeSet<>(List.of("JOBDROP"));
        feeds.forEach(feed -> prefixes.add(Setting.variable(feed.vendor())));
        for (String variable : new TreeSet<>(environment.keySet())) {
            boolean isOurs = prefixes.stream().anyMatch(prefix -> variable.startsWith(prefix + "_"));
            if (isOurs && !variables.contains(variable)) {
                String suggestion = Nearest.suggestion(variable, variables, 2);
                if (!suggestion.isEmpty()) {
                    problems.add(new Problem("environment " + variable, "unknown setting" + suggestion));
                }
            }
        }
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
        // A feed's routes are NAME, NAME-poll and NAME-inbox.
        for (String suffix : List.of("-poll", "-inbox")) {
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
                            "feed '" + feed.name() + "' would have the name of a route of Jobdrop's;"
                                    + " choose another");
                }
            }
        }
    }

    private void checkStep(FeedFile feed) {
        String uri = feed.properties().text("step");
        String prefix = "kamelet:";
        String kamelet = uri.startsWith(prefix) ? uri.substring(prefix.length()).replaceAll("[/?].*", "") : "";
        if (!kamelet.isEmpty() && !kamelets.has(kamelet)) {
            report(
                    feed.path(),
                    feed.line("step"),
                    "step: there is no kamelet '" + kamelet + "'" + Nearest.suggestion(kamelet, kamelets.names()));
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
                    "no feed is active; set a vendor's token, such as COMPANYENRICH_TOKEN, or try --sandbox"));
        }
        active.forEach(this::checkActive);
        checkBucket(active);
    }

    private void checkBucket(List<FeedFile> active) {
        boolean used = active.stream()
                .anyMatch(feed -> settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"))
                        .equals("s3"));
        String prefix = "jobdrop.drop.s3.";
        if (used && settings.get(prefix + "bucket").isEmpty()) {
            problems.add(new Problem(
                    prefix + "bucket",
                    "a feed delivers to s3, and no bucket is set; set it, or the environment variable "
                            + Setting.variable(prefix + "bucket")));
        }
        needsEach(prefix + "access-key", prefix + "secret-key");
        needsEach(prefix + "secret-key", prefix + "access-key");
        needsEach(prefix + "session-token", prefix + "access-key");
        needsEach(prefix + "proxy-password", prefix + "proxy-user");
    }

    private void needsEach(String key, String other) {
        if (!settings.get(key).isEmpty() && settings.get(other).isEmpty()) {
            problems.add(new Problem(settings.origin(key), key + " is set, and " + other + " is not"));
        }
    }

    private void checkActive(FeedFile feed) {
        for (String suffix : List.of("url", "token")) {
            String key = feed.vendor() + "." + suffix;
            if (isEmpty(key)) {
                problems.add(new Problem(
                        feed.path().toString(),
                        "feed '" + feed.name() + "' needs " + key + "; set it, or the environment variable "
                                + Setting.variable(key)));
            }
        }
        String drop = settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"));
        if (!kamelets.hasDrop(drop)) {
            problems.add(new Problem(
                    settings.origin(
                            settings.get(feed.name() + ".drop").isEmpty() ? "jobdrop.drop" : feed.name() + ".drop"),
                    "'" + drop + "' is no destination; there is " + String.join(", ", kamelets.drops())
                            + Nearest.suggestion(drop, kamelets.drops())));
        }
        new EndpointCheck(settings, problems).run(feed);
        new SettingsCheck(settings, problems).run(feed);
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
