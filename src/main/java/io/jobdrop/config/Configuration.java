package io.jobdrop.config;

import io.jobdrop.deliver.EndpointDestination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings and feeds, read and checked.
 *
 * @param install the folder that holds {@code routes/} and {@code config/}
 * @param active the feeds that take part
 * @param problems everything that is wrong; nothing may start unless it is empty
 */
public record Configuration(
        Path install, Settings settings, List<FeedFile> feeds, List<FeedFile> active, List<Problem> problems) {

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
        List<FeedFile> feeds = feeds(sources, problems);
        List<Path> files = new ArrayList<>();
        Path installed = sources.install().resolve("config/application.properties");
        if (Files.exists(installed)) {
            files.add(installed);
        }
        files.addAll(sources.configFiles());
        Settings settings = Settings.load(
                        sources.home(),
                        files,
                        sources.runtime(),
                        sources.environment(),
                        ConfigCheck.keys(feeds),
                        problems)
                .with(overrides, "the sandbox");
        List<FeedFile> active = active(settings, feeds);
        RouteCatalog catalog = RouteCatalog.read(sources.install().resolve("routes"), problems);
        new ConfigCheck(settings, feeds, catalog, problems).run(active, sources.environment());
        return new Configuration(
                sources.install(), settings, feeds, active, new ArrayList<>(new LinkedHashSet<>(problems)));
    }

    /** Adds what this machine refuses; {@code serving} when the port of health and metrics will be opened. */
    public void checkMachine(boolean serving) {
        boolean usable = problems.isEmpty();
        boolean staging = active.stream().anyMatch(feed -> !drop(feed).equals("s3") || feed.hasStep());
        if (staging && isSound("jobdrop.drop.dir")) {
            MachineCheck.drop("jobdrop.drop.dir", settings.path("jobdrop.drop.dir"), problems);
        }
        if (isSound("jobdrop.ledger.url")) {
            MachineCheck.folder("jobdrop.ledger.url", ledgerFile().resolveSibling(""), problems);
        }
        if (usable && !intoBucket().isEmpty()) {
            int workers = intoBucket().size() * settings.count("jobdrop.download.parallel");
            MachineCheck.heap(settings, workers, Runtime.getRuntime().maxMemory(), problems);
        }
        if (serving && isSound("jobdrop.http.port")) {
            checkPort(problems);
        }
    }

    private void checkPort(List<Problem> found) {
        MachineCheck.port(settings.get("jobdrop.http.host"), settings.count("jobdrop.http.port"), found);
    }

    /** Whether there is a port for health and metrics, and it can be opened. */
    public boolean canServe() {
        List<Problem> found = new ArrayList<>();
        if (isSound("jobdrop.http.port")) {
            checkPort(found);
            return found.isEmpty();
        }
        return false;
    }

    /** The folder of the installed routes. */
    public Path routes() {
        return install.resolve("routes").toAbsolutePath();
    }

    /** Whether the ledger's setting can be used at all. */
    public boolean hasSoundLedger() {
        return isSound("jobdrop.ledger.url");
    }

    /** The SQLite file of the ledger. */
    public Path ledgerFile() {
        String file = settings.get("jobdrop.ledger.url").substring("jdbc:sqlite:".length());
        int query = file.indexOf('?');
        return settings.home()
                .resolve(query < 0 ? file : file.substring(0, query))
                .normalize();
    }

    /** When a feed is polled: its setting, else its file's parameter, else the template's default. */
    public String schedule(FeedFile feed) {
        return settings.get(
                feed.feed() + ".schedule", feed.parameter("schedule").orElse("0 0/5 * * * ?"));
    }

    /** Where a feed delivers to: file, s3, or what stands before {@code -drop-sink} in a kamelet's name. */
    public String drop(FeedFile feed) {
        return settings.get(feed.feed() + ".drop", settings.get("jobdrop.drop"));
    }

    /** Where a feed's files appear, for people. */
    public String destination(FeedFile feed) {
        return switch (drop(feed)) {
            case "file" -> settings.path("jobdrop.drop.dir").toString();
            case "s3" ->
                ("s3://" + settings.get("jobdrop.drop.s3.bucket") + "/" + settings.get("jobdrop.drop.s3.prefix"))
                        .replaceAll("/$", "");
            default ->
                EndpointDestination.of(settings, feed.feed())
                        .map(destination -> destination.uri().location())
                        .orElseGet(() -> drop(feed));
        };
    }

    /** Where the files of all active feeds appear, for people. */
    public String destinations() {
        return String.join(
                ", ", new LinkedHashSet<>(active.stream().map(this::destination).toList()));
    }

    /** The active feeds that deliver into the bucket. */
    public List<FeedFile> intoBucket() {
        return active.stream().filter(feed -> drop(feed).equals("s3")).toList();
    }

    /** The feed of this name, active or not. */
    public Optional<FeedFile> feed(String name) {
        return feeds.stream().filter(feed -> feed.feed().equals(name)).findFirst();
    }

    /** A sentence with the nearest feed's name, for a name that no feed has. */
    public String unknownFeed(String name) {
        List<String> names = feeds.stream().map(FeedFile::feed).toList();
        return "unknown feed '" + name + "'" + Nearest.suggestion(name, names);
    }

    private boolean isSound(String key) {
        String value = settings.get(key);
        return !value.isEmpty() && SettingKind.of(key).problem(value).isEmpty();
    }

    private static List<FeedFile> feeds(Sources sources, List<Problem> problems) {
        List<Path> folders = new ArrayList<>(List.of(sources.install().resolve("routes/feeds")));
        folders.addAll(sources.feedFolders());
        List<FeedFile> feeds = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                problems.add(new Problem(folder.toString(), "no such folder of feed files"));
            }
            for (Path file : RouteCatalog.files(folder, FeedFile::isFeedFile)) {
                feeds.add(FeedFile.read(file, problems));
            }
        }
        return List.copyOf(feeds);
    }

    private static List<FeedFile> active(Settings settings, List<FeedFile> feeds) {
        List<String> named = settings.list("jobdrop.feeds");
        return feeds.stream()
                .filter(feed -> named.isEmpty()
                        ? !feed.vendor().isEmpty() && hasToken(settings, feed)
                        : named.contains(feed.feed()))
                .toList();
    }

    private static boolean hasToken(Settings settings, FeedFile feed) {
        try {
            return !settings.get(feed.vendor() + ".token").isEmpty();
        } catch (RuntimeException e) {
            return true; // A token that is set but cannot be resolved: the check reports it.
        }
    }
}
