package io.jobdrop.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds settings that are right each by itself, and yet cannot be meant. */
final class SettingsCheck {
    private static final String LOG_LEVEL = "JOBDROP_LOG_LEVEL";
    private static final List<String> LEVELS =
            List.of("off", "fatal", "error", "warn", "info", "debug", "trace", "all");

    private final Settings settings;
    private final List<Problem> problems;

    SettingsCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Checks what everything has in common. */
    void run(Map<String, String> environment) {
        String level = environment.getOrDefault(LOG_LEVEL, "info");
        if (!LEVELS.contains(level.strip().toLowerCase(Locale.ROOT))) {
            problems.add(new Problem(
                    "environment " + LOG_LEVEL,
                    "'" + level + "' is no level; there is " + String.join(", ", LEVELS)
                            + Nearest.suggestion(level, LEVELS)));
        }
    }

    /** Checks what an active feed uses. Problems that others have reported are left out. */
    void run(FeedFile feed) {
        try {
            token(feed.vendor() + ".token");
            address(feed.vendor() + ".url");
            inbox(feed);
        } catch (RuntimeException e) {
            return; // A setting that cannot be resolved, or is wrong in itself: it is reported where it is set.
        }
    }

    // The value is a secret, so that the message shows none of it.
    private void token(String key) {
        String token = settings.get(key);
        if (token.chars().anyMatch(Character::isWhitespace)) {
            report(
                    key,
                    key + " holds a blank or a line break; write the key alone, its scheme is the setting "
                            + key.replace(".token", ".auth-scheme"));
        } else if (token.matches("([\"'`]).*|.*([\"'`])")) {
            report(key, key + " begins or ends with a quote; write the key without quotes");
        }
    }

    private void address(String key) {
        String url = settings.get(key);
        URI uri = URI.create(url);
        boolean plain = "http".equals(uri.getScheme()) && uri.getHost() != null;
        if (plain && !isLoopback(uri.getHost()) && !isAllowed(uri)) {
            report(
                    key,
                    key + ": '" + url + "' would send the key unencrypted; write https, or name the host in"
                            + " jobdrop.download.allow-hosts if its network is trusted");
        }
    }

    // Decided by the text alone: the check asks no name server.
    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost")
                    || (host.matches("[0-9.]+|\\[.*]")
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private boolean isAllowed(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return settings.list("jobdrop.download.allow-hosts").stream()
                .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed -> allowed.equals(host)
                        || allowed.equals(host + ":" + uri.getPort())
                        || (allowed.startsWith("*.") && host.endsWith(allowed.substring(1))));
    }

    private void inbox(FeedFile feed) {
        String key = feed.name() + ".inbox";
        if (feed.feed().list().isPresent()) {
            return;
        }
        Path inbox = settings.home()
                .resolve(settings.get(key, "inbox/" + feed.name()))
                .normalize();
        Path drop = settings.path("jobdrop.drop.dir");
        if (inbox.startsWith(drop) || drop.startsWith(inbox)) {
            report(
                    key,
                    "the inbox " + inbox + " and jobdrop.drop.dir (" + drop
                            + ") are one in the other; files that land would be read as ids");
        }
    }

    private void report(String key, String what) {
        problems.add(new Problem(settings.origin(key), what));
    }
}
