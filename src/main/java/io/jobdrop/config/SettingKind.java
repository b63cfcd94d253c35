package io.jobdrop.config;

import io.jobdrop.deliver.NameTemplate;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** What a setting's value must look like, known from its key. */
enum SettingKind {
    TEXT {
        @Override
        void check(String value) {}
    },
    URL {
        @Override
        void check(String value) {
            URI uri = URI.create(value);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getRawQuery() != null) {
                throw new IllegalArgumentException("'" + value + "' is no http or https address of an API");
            }
        }
    },
    CRON {
        @Override
        void check(String value) {
            try {
                CronExpression.validateExpression(value);
            } catch (ParseException e) {
                throw new IllegalArgumentException(
                        "'" + value + "' is no Quartz cron expression (" + e.getMessage()
                                + "); six fields from seconds to day of week, such as 0 0/5 * * * ?",
                        e);
            }
        }
    },
    PAUSE {
        @Override
        void check(String value) {
            Units.duration(value);
        }
    },
    DURATION {
        @Override
        void check(String value) {
            if (Units.duration(value).isZero()) {
                throw new IllegalArgumentException("'" + value + "' is no time at all");
            }
        }
    },
    AUTH_SCHEME {
        @Override
        void check(String value) {
            if (!value.matches("[A-Za-z][A-Za-z0-9-]*:?")) {
                throw new IllegalArgumentException(
                        "'" + value + "' is neither a scheme such as Bearer, nor the name of a"
                                + " header such as x-api-key (one without a hyphen ends with a colon)");
            }
        }
    },
    HOSTS {
        @Override
        void check(String value) {
            for (String host : value.split(",", -1)) {
                if (!HOST.matcher(host.strip()).matches()) {
                    throw new IllegalArgumentException(
                            "'" + host.strip() + "' is none of host, host:port, *.domain and [IPv6 address]");
                }
            }
        }
    },
    RATE {
        @Override
        void check(String value) {
            Units.spacing(value);
        }
    },
    SIZE {
        @Override
        void check(String value) {
            Units.bytes(value);
        }
    },
    COUNT {
        @Override
        void check(String value) {
            if (!value.matches("[1-9]\\d{0,8}")) {
                throw new IllegalArgumentException("'" + value + "' is no whole number from 1");
            }
        }
    },
    PORT {
        @Override
        void check(String value) {
            if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
                throw new IllegalArgumentException("'" + value + "' is no port from 0 to 65535");
            }
        }
    },
    RESULT_NAME {
        @Override
        void check(String value) {
            NameTemplate.forResult(value);
        }
    },
    MANIFEST_NAME {
        @Override
        void check(String value) {
            NameTemplate.forManifest(value);
        }
    },
    LEDGER {
        @Override
        void check(String value) {
            if (!value.startsWith("jdbc:sqlite:") || value.length() == "jdbc:sqlite:".length()) {
                throw new IllegalArgumentException("'" + value + "' is no ledger; write jdbc:sqlite:PATH");
            }
        }
    },
    QUEUE {
        @Override
        void check(String value) {
            if (!value.equals("seda")) {
                throw new IllegalArgumentException("'" + value + "' is no queue; write seda");
            }
        }
    };

    /** The suffixes that any feed's settings may have. */
    static final List<String> FEED_SUFFIXES = List.of("schedule", "jitter", "max-pages", "drop", "inbox");
    /** The suffixes that any vendor's settings may have. */
    static final List<String> VENDOR_SUFFIXES = List.of("url", "token", "auth-scheme", "rate");

    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9._-]+|[A-Za-z0-9._-]+:\\d{1,5}|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Map<String, SettingKind> BY_KEY = Map.ofEntries(
            Map.entry("jobdrop.drop.name", RESULT_NAME),
            Map.entry("jobdrop.drop.manifest", MANIFEST_NAME),
            Map.entry("jobdrop.download.parallel", COUNT),
            Map.entry("jobdrop.download.max-size", SIZE),
            Map.entry("jobdrop.download.idle-timeout", DURATION),
            Map.entry("jobdrop.api.timeout", DURATION),
            Map.entry("jobdrop.api.max-size", SIZE),
            Map.entry("jobdrop.retry.attempts", COUNT),
            Map.entry("jobdrop.retry.backoff", DURATION),
            Map.entry("jobdrop.download.allow-hosts", HOSTS),
            Map.entry("jobdrop.retry.max-backoff", DURATION),
            Map.entry("jobdrop.shutdown.timeout", DURATION),
            Map.entry("jobdrop.ledger.url", LEDGER),
            Map.entry("jobdrop.queue", QUEUE),
            Map.entry("jobdrop.queue.size", COUNT),
            Map.entry("jobdrop.http.port", PORT));
    private static final Map<String, SettingKind> BY_SUFFIX = Map.of(
            "url",
            URL,
            "schedule",
            CRON,
            "jitter",
            PAUSE,
            "max-pages",
            COUNT,
            "auth-scheme",
            AUTH_SCHEME,
            "rate",
            RATE);

    abstract void check(String value);

    /** What is wrong with a value, or empty. */
    Optional<String> problem(String value) {
        try {
            check(value);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static SettingKind of(String key) {
        SettingKind exact = BY_KEY.get(key);
        if (exact != null) {
            return exact;
        }
        return BY_SUFFIX.getOrDefault(key.substring(key.lastIndexOf('.') + 1), TEXT);
    }
}
