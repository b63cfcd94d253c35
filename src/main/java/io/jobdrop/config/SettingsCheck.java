package io.jobdrop.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds settings that are right each by itself, and yet cannot be meant. */
final class SettingsCheck {
    static final String LOG_LEVEL = "JOBDROP_LOG_LEVEL";
    private static final List<String> LEVELS =
            List.of("off", "fatal", "error", "warn", "info", "debug", "trace", "all");

    private static final int HTTP = 80;

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
        String token = feed.vendor() + ".token";
        new SecretCheck(settings, problems)
                .run(token, ", its scheme is the setting " + token.replace(".token", ".auth-scheme"));
        try {
            address(feed.vendor() + ".url");
        } catch (RuntimeException e) {
            return; // It cannot be resolved, or is wrong in itself: it is reported where it is set.
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
            return host.equalsIgnoreCase("localhost")
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
                        || allowed.equals(host + ":" + (uri.getPort() < 0 ? HTTP : uri.getPort()))
                        || (allowed.startsWith("*.") && host.endsWith(allowed.substring(1))));
    }

    private void report(String key, String what) {
        problems.add(new Problem(settings.origin(key), what));
    }
}
