package io.jobdrop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration of a feed's test: this feed alone, the defaults of the product, and values for a test. No file of
 * settings and no environment variable is read, so that a test gives the same everywhere.
 */
public final class TestConfiguration {
    /** Where a vendor is whose address nobody knows (RFC 2606 2). */
    private static final String NOWHERE = "https://%s.test";

    private static final String TOKEN = "token-of-the-test";

    private TestConfiguration() {}

    /**
     * Reads and checks it.
     *
     * @param home an empty folder
     * @param feed the file of one of the feeds in {@code folders}
     * @param settings values of the test
     * @param origin where they are, for messages
     */
    public static Configuration of(
            Path install, Path home, FeedFolders folders, FeedFile feed, Map<String, String> settings, String origin) {
        List<Problem> problems = new ArrayList<>();
        Settings defaults = Settings.load(
                home, List.of(), RuntimeSettings.NONE, Map.of(), ConfigCheck.keys(List.of(feed)), problems);
        Settings values = defaults.with(values(feed, defaults.with(settings, origin)), "the test")
                .with(settings, origin);
        Path routes = install.resolve("routes");
        FeedFolders read = new FeedFolders(
                        List.of(FeedFile.of(feed.path(), feed.properties())), folders.routes(), folders.kamelets())
                .with(routes, values, problems);
        ConfigCheck check = new ConfigCheck(values, read, Kamelets.in(routes, read), problems);
        check.run(read.feeds(), Map.of());
        // A step of the engineer's own is not run.
        FeedFolders alone = new FeedFolders(read.feeds(), List.of(), List.of());
        return new Configuration(install, "test", values, alone, read.feeds(), problems);
    }

    /**
     * The settings with which a test asks what a feed asks with these: the address, what the feed's file inserts, and the
     * hosts that are allowed. Secrets have a value for tests.
     */
    public static Map<String, String> of(Settings settings, FeedFile feed) throws IOException {
        Set<String> keys = new TreeSet<>(List.of(
                feed.vendor() + ".url",
                feed.vendor() + ".auth-scheme",
                feed.name() + ".max-pages",
                "jobdrop.download.allow-hosts"));
        keys.addAll(InsertedSettings.keysIn(Files.readString(feed.path())));
        ChosenSettings chosen = new ChosenSettings(settings);
        Map<String, String> values = new LinkedHashMap<>();
        keys.stream()
                .filter(key -> chosen.has(key) && !Setting.holdsSecrets(key))
                .forEach(key -> values.put(key, settings.get(key)));
        values.putAll(secrets(feed));
        values.remove(feed.vendor() + ".token");
        return values;
    }

    /** The values for tests of the key and of the secrets that a feed's file inserts, by their settings. */
    public static Map<String, String> secrets(FeedFile feed) throws IOException {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String key : InsertedSettings.secretsIn(Files.readString(feed.path()))) {
            secrets.put(key, key.replace('.', '-') + "-of-the-test");
        }
        secrets.put(feed.vendor() + ".token", TOKEN);
        return secrets;
    }

    private static Map<String, String> values(FeedFile feed, Settings defaults) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("jobdrop.feeds", feed.name());
        values.put("jobdrop.http.port", "");
        String url = feed.vendor() + ".url";
        values.put(url, defaults.get(url, NOWHERE.formatted(feed.vendor())));
        for (String credential : Auth.of(defaults, feed.vendor()).needed(defaults, feed.vendor())) {
            if (!credential.equals("token-url")) {
                values.put(feed.vendor() + "." + credential, credential + "-of-the-test");
            }
        }
        return values;
    }
}
