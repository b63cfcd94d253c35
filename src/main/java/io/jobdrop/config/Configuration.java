package io.jobdrop.config;

import io.jobdrop.Feed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;

/**
 * Settings and feeds, read and checked.
 *
 * @param install the folder that holds {@code routes/} and {@code config/}
 * @param runtime what it runs in: standalone, karaf, servlet or embedded
 * @param folders all feeds, and the engineer's own routes and kamelets
 * @param active the feeds that take part
 * @param problems everything that is wrong
 */
public record Configuration(
        Path install,
        String runtime,
        Settings settings,
        FeedFolders folders,
        List<FeedFile> active,
        List<Problem> problems) {

    /**
     * Where a configuration is read from.
     *
     * @param install the folder that holds {@code routes/} and {@code config/}
     * @param home where relative paths of settings start
     * @param configFiles more settings, in rising precedence
     * @param runtime what the runtime around Jobdrop is configured with, over the files
     * @param environment the environment variables, over everything else
     */
    public record Sources(
            Path install,
            Path home,
            List<Path> configFiles,
            List<Path> feedFolders,
            RuntimeSettings runtime,
            Map<String, String> environment) {}

    /**
     * Reads and checks everything that needs no machine.
     *
     * @param overrides settings that win over all sources, such as the sandbox's
     */
    public static Configuration read(Sources sources, Map<String, String> overrides) {
        List<Problem> problems = new ArrayList<>();
        Path routes = sources.install().resolve("routes");
        List<Path> paths = new ArrayList<>(List.of(routes.resolve("feeds")));
        paths.addAll(sources.feedFolders());
        FeedFolders folders = FeedFolders.read(paths, problems);
        Settings settings =
                settings(sources, ConfigCheck.keys(folders.feeds()), problems).with(overrides, "the sandbox");
        FeedFolders checked = folders.with(routes, settings, problems);
        List<FeedFile> active = active(settings, checked.feeds());
        ConfigCheck check = new ConfigCheck(settings, checked, Kamelets.in(routes, checked), problems);
        check.run(active, sources.environment());
        paths.add(routes.resolve("kamelets"));
        check.together(active, paths, !overrides.isEmpty(), sources.environment());
        return new Configuration(
                sources.install(),
                sources.runtime().runtime(),
                settings,
                checked,
                active,
                new ArrayList<>(new LinkedHashSet<>(problems)));
    }

    /** The value of one of the product's own settings as it is written, to be known before any log is started. */
    public static String written(Sources sources, String key) {
        Setting setting = settings(sources, List.of(), new ArrayList<>()).set(key);
        return setting == null ? "" : setting.value();
    }

    private static Settings settings(Sources sources, List<String> feedKeys, List<Problem> problems) {
        List<Path> files = new ArrayList<>();
        Path installed = sources.install().resolve("config/application.properties");
        if (Files.exists(installed)) {
            files.add(installed);
        }
        files.addAll(sources.configFiles());
        return Settings.load(sources.home(), files, sources.runtime(), sources.environment(), feedKeys, problems);
    }

    /** The same with other settings, which nothing has checked. */
    public Configuration with(Settings others) {
        return new Configuration(install, runtime, others, folders, active, problems);
    }

    /** Those of the problems with which nothing may start. */
    public List<Problem> obstacles() {
        return problems.stream().filter(Problem::stops).toList();
    }

    /** Adds what this machine refuses; {@code serving} when the port of health and metrics will be opened. */
    public void checkMachine(boolean serving) {
        MachineCheck.run(this, serving, problems);
    }

    /** Why results cannot be staged and delivered on this machine just now; empty when they can, or need not. */
    public Optional<String> unusableDrop() {
        return MachineCheck.unusableDrop(this);
    }

    /** Whether there is a port for health and metrics, and it can be opened. */
    public boolean canServe() {
        return isSound("jobdrop.http.port") && MachineCheck.port(settings).isEmpty();
    }

    /** The folder of the installed routes. */
    public Path routes() {
        return install.resolve("routes").toAbsolutePath();
    }

    /** Whether the ledger's settings can be used at all. */
    public boolean hasSoundLedger() {
        return isSound(LedgerAddress.key(settings))
                && LedgerAddress.problem(settings).isEmpty()
                && (!isLedgerOnServer()
                        || Stream.of("jobdrop.ledger.schema", "jobdrop.ledger.pool", "jobdrop.cluster.lease")
                                .allMatch(this::isSound));
    }

    /** Where the ledger is. */
    public LedgerAddress ledger() {
        return LedgerAddress.of(settings);
    }

    /** Whether the ledger is on a database server. */
    public boolean isLedgerOnServer() {
        return LedgerAddress.isOnServer(settings);
    }

    /** The queue between poll and delivery. One in memory is for a process alone; what nodes share is in the ledger. */
    public String queue() {
        boolean shared = isLedgerOnServer() && !settings.get(Cluster.KEY).isEmpty();
        String queue = settings.get("jobdrop.queue");
        return shared && queue.equals("seda") ? "ledger" : queue;
    }

    /** The feeds that take part. One whose file is wrong does not: commands that only look into the ledger work all the same. */
    public List<Feed> feeds() {
        return active.stream().filter(FeedFile::isRight).map(FeedFile::feed).toList();
    }

    /** When a feed is polled: its setting, else what its file says. */
    public String schedule(Feed feed) {
        return settings.get(feed.name() + ".schedule", feed.schedule());
    }

    /** The time zone of a feed's schedule: its own, else that of all feeds. */
    public TimeZone timeZone(Feed feed) {
        // By a name, Java takes an unknown one for GMT, and UTC+2 for unknown.
        return TimeZone.getTimeZone(settings.timeZone(feed));
    }

    /** The schedule of a feed in its time zone. */
    public CronSchedule cron(Feed feed) {
        return CronSchedule.of(schedule(feed), timeZone(feed));
    }

    /** The folder of a feed's inbox. */
    public Path inbox(Feed feed) {
        String inbox = settings.get(feed.name() + ".inbox", "inbox/" + feed.name());
        return settings.home().resolve(inbox).toAbsolutePath();
    }

    /** Where a feed delivers to: file, s3, or what stands before {@code -drop-sink} in a kamelet's name. */
    public String drop(Feed feed) {
        return settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"));
    }

    /** Where a feed's files appear, for people. */
    public String destination(Feed feed) {
        return switch (drop(feed)) {
            case "file" -> settings.path("jobdrop.drop.dir").toString();
            case "s3" ->
                ("s3://" + settings.get("jobdrop.drop.s3.bucket") + "/" + settings.get("jobdrop.drop.s3.prefix"))
                        .replaceAll("/$", "");
            default ->
                EndpointDestination.of(settings, feed.name())
                        .map(destination -> destination.uri().location())
                        .orElseGet(() -> drop(feed));
        };
    }

    /** Where the files of all active feeds appear, for people. */
    public String destinations() {
        return String.join(
                ", ",
                new LinkedHashSet<>(feeds().stream().map(this::destination).toList()));
    }

    /** The active feeds that deliver into the bucket. */
    public List<Feed> intoBucket() {
        return feeds().stream().filter(feed -> drop(feed).equals("s3")).toList();
    }

    /** The feed of this name, active or not. */
    public Optional<FeedFile> feed(String name) {
        return folders.feeds().stream().filter(feed -> feed.name().equals(name)).findFirst();
    }

    /** A sentence with the nearest feed's name, for a name that no feed has. */
    public String unknownFeed(String name) {
        List<String> names = folders.feeds().stream().map(FeedFile::name).toList();
        return "unknown feed '" + name + "'" + Nearest.suggestion(name, names);
    }

    boolean isSound(String key) {
        String value = settings.get(key);
        return !value.isEmpty() && SettingKind.of(key).problem(value).isEmpty();
    }

    private static List<FeedFile> active(Settings settings, List<FeedFile> feeds) {
        List<String> named = settings.list("jobdrop.feeds");
        return feeds.stream()
                .filter(feed -> named.isEmpty()
                        ? !feed.vendor().isEmpty() && hasCredentials(settings, feed)
                        : named.contains(feed.name()))
                .toList();
    }

    private static boolean hasCredentials(Settings settings, FeedFile feed) {
        try {
            return Auth.isGiven(settings, feed.vendor());
        } catch (RuntimeException e) {
            return true; // A secret that is set but cannot be resolved: the check reports it.
        }
    }
}
