package io.jobdrop.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds everything that is wrong with settings and feed files, without any network, so that all of it can be said at
 * once before anything starts. What only the machine knows (folders, ports) is {@link MachineCheck}'s.
 */
final class ConfigCheck {
    private final Settings settings;
    private final List<FeedFile> feeds;
    private final RouteCatalog catalog;
    private final List<Problem> problems;

    ConfigCheck(Settings settings, List<FeedFile> feeds, RouteCatalog catalog, List<Problem> problems) {
        this.settings = settings;
        this.feeds = feeds;
        this.catalog = catalog;
        this.problems = problems;
    }

    void run(List<FeedFile> active, Map<String, String> environment) {
        TreeSet<String> known = new TreeSet<>(Settings.defaults().keySet());
        known.addAll(keys(feeds));
        settings.all().forEach(setting -> checkSetting(setting, known));
        checkVariables(known, environment);
        checkNames();
        feeds.forEach(feed -> feed.uses().forEach(use -> checkUse(feed, use)));
        feeds.forEach(this::checkRoutes);
        checkActive(active);
    }

    /** The keys that these feeds and their vendors may have. */
    static List<String> keys(List<FeedFile> feeds) {
        List<String> keys = new ArrayList<>();
        for (FeedFile feed : feeds) {
            SettingKind.FEED_SUFFIXES.forEach(suffix -> keys.add(feed.feed() + "." + suffix));
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
        Map<String, FeedFile> byName = new HashMap<>();
        for (FeedFile feed : feeds) {
            FeedFile first = byName.putIfAbsent(feed.feed(), feed);
            if (first != null) {
                report(feed.path(), 1, "feed '" + feed.feed() + "' is already declared in " + first.path());
            }
            if (!feed.feed().matches("[a-z0-9][a-z0-9-]*")) {
                report(feed.path(), 1, "a feed's name has lower case letters, digits and hyphens only");
            }
        }
    }

    // The names by which the launcher finds a feed's routes, and knows that all of them run.
    private void checkRoutes(FeedFile feed) {
        Set<String> missing = new TreeSet<>(List.of(feed.feed(), feed.feed() + "-poll"));
        for (FeedFile.Use use : feed.uses()) {
            boolean delivers = use.template().equals("job-delivery");
            String routeId = feed.feed() + (delivers ? "" : use.template().endsWith("-poll") ? "-poll" : "-inbox");
            if (catalog.templates().containsKey(use.template())
                    && !use.routeId().equals(routeId)) {
                report(feed.path(), use.line(), "the routeId of " + use.template() + " must be '" + routeId + "'");
            }
            missing.remove(routeId);
        }
        if (!missing.isEmpty() && !feed.uses().isEmpty()) {
            report(
                    feed.path(),
                    1,
                    "a feed needs a template that polls, and job-delivery; without a route: "
                            + String.join(", ", missing));
        }
    }

    private void checkUse(FeedFile feed, FeedFile.Use use) {
        Map<String, RouteCatalog.TemplateParameter> declared =
                catalog.templates().get(use.template());
        if (declared == null) {
            report(
                    feed.path(),
                    use.line(),
                    "unknown template '" + use.template() + "'"
                            + Nearest.suggestion(
                                    use.template(), catalog.templates().keySet()));
            return;
        }
        use.parameters().forEach((name, parameter) -> {
            if (!declared.containsKey(name)) {
                report(
                        feed.path(),
                        parameter.line(),
                        "template '" + use.template() + "' has no parameter '" + name + "'"
                                + Nearest.suggestion(name, declared.keySet()));
            } else {
                valueProblem(feed, name, parameter.value())
                        .ifPresent(problem -> report(feed.path(), parameter.line(), name + ": " + problem));
            }
        });
        declared.forEach((name, parameter) -> {
            if (parameter.required() && !use.parameters().containsKey(name)) {
                report(feed.path(), use.line(), "template '" + use.template() + "' needs the parameter '" + name + "'");
            }
        });
    }

    private Optional<String> valueProblem(FeedFile feed, String name, String value) {
        if (name.equals("feed") && !value.equals(feed.feed())) {
            return Optional.of("'" + value + "' is not the file's name, '" + feed.feed() + "'");
        }
        if (name.equals("vendor") && !value.equals(feed.vendor())) {
            return Optional.of("'" + value + "' differs from '" + feed.vendor() + "' above");
        }
        if (name.equals("schedule")) {
            return SettingKind.CRON.problem(value);
        }
        if (name.equals("step")) {
            return stepProblem(value);
        }
        return catalog.schema(name).flatMap(schema -> schema.problem(value));
    }

    private Optional<String> stepProblem(String uri) {
        String prefix = "kamelet:";
        String kamelet = uri.startsWith(prefix) ? uri.substring(prefix.length()).replaceAll("\\?.*", "") : "";
        return kamelet.isEmpty() || catalog.hasKamelet(kamelet)
                ? Optional.empty()
                : Optional.of(
                        "there is no kamelet '" + kamelet + "'" + Nearest.suggestion(kamelet, catalog.kamelets()));
    }

    private void checkActive(List<FeedFile> active) {
        List<String> names = feeds.stream().map(FeedFile::feed).toList();
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
                .anyMatch(feed -> settings.get(feed.feed() + ".drop", settings.get("jobdrop.drop"))
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
                        "feed '" + feed.feed() + "' needs " + key + "; set it, or the environment variable "
                                + Setting.variable(key)));
            }
        }
        String drop = settings.get(feed.feed() + ".drop", settings.get("jobdrop.drop"));
        if (!catalog.hasKamelet(drop + "-drop-sink")) {
            problems.add(new Problem(
                    settings.origin(
                            settings.get(feed.feed() + ".drop").isEmpty() ? "jobdrop.drop" : feed.feed() + ".drop"),
                    "'" + drop + "' is no destination; there is " + String.join(", ", catalog.drops())
                            + Nearest.suggestion(drop, catalog.drops())));
        }
        new EndpointCheck(settings, problems).run(feed);
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
