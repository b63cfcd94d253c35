package io.jobdrop.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a feed's test: this feed alone, the defaults of the product, and values for a test. No file of
 * settings and no environment variable is read, so that a test gives the same everywhere.
 */
public final class TestConfiguration {
    /** Where a vendor is whose address nobody knows (RFC 2606 2). */
    private static final String NOWHERE = "https://%s.test";

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
        return new Configuration(install, values, alone, read.feeds(), problems);
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
