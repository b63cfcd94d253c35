package io.jobdrop.config;

import io.jobdrop.name.NameTemplate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a setting's value must look like, known from its key. */
enum SettingKind {
    TEXT {
        @Override
        void check(String value) {}
    },
    BOOLEAN {
        @Override
        void check(String value) {
            oneOf(value, "true", "false");
        }
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
            CronSchedule.check(value);
        }
    },
    TIME_ZONE {
        @Override
        void check(String value) {
            CronSchedule.checkZone(value);
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
    LEAST_RATE {
        @Override
        void check(String value) {
            Units.rate(value);
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
    PART_SIZE {
        @Override
        void check(String value) {
            long bytes = Units.bytes(value);
            if (bytes < SMALLEST_PART || bytes > LARGEST_PART) {
                throw new IllegalArgumentException("'" + value + "' is no part size from 5MB to 1GB");
            }
        }
    },
    SSE {
        @Override
        void check(String value) {
            oneOf(value, "AES256", "aws:kms", "aws:kms:dsse");
        }
    },
    CHECKSUM_MODE {
        @Override
        void check(String value) {
            oneOf(value, "when-supported", "when-required");
        }
    },
    BUCKET {
        @Override
        void check(String value) {
            if (!value.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
                throw new IllegalArgumentException(
                        "'" + value + "' is no bucket's name: 3 to 63 lower case letters, digits, hyphens and dots");
            }
        }
    },
    KEY_PREFIX {
        @Override
        void check(String value) {
            if (value.contains("//") || value.startsWith("/") || value.length() > LONGEST_PREFIX) {
                throw new IllegalArgumentException(
                        "'" + value + "' is no prefix such as results/acme; it has no slash at its start, and no two");
            }
        }
    },
    TAGS {
        @Override
        void check(String value) {
            for (String tag : value.split(",", -1)) {
                if (!tag.strip().matches("[\\p{L}\\p{N} +\\-._:/@]{1,128}=[\\p{L}\\p{N} +\\-._:/@]{0,256}")) {
                    throw new IllegalArgumentException("'" + tag.strip() + "' is no tag such as name=value");
                }
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

    private static final long SMALLEST_PART = 5L << 20;
    private static final long LARGEST_PART = 1L << 30;
    private static final int LONGEST_PREFIX = 500;

    private static void oneOf(String value, String... known) {
        if (!List.of(known).contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is none of " + String.join(", ", known)
                    + Nearest.suggestion(value, List.of(known)));
        }
    }

    /** The suffixes that any feed's settings may have. */
    static final List<String> FEED_SUFFIXES = List.of(
            "schedule",
            "time-zone",
            "jitter",
            "max-pages",
            "full-walk",
            "poll-timeout",
            "drop",
            "inbox",
            "drop.uri",
            "drop.send-manifest",
            "drop.name-header");
    /** The suffixes that any vendor's settings may have. */
    static final List<String> VENDOR_SUFFIXES = List.of("url", "token", "auth-scheme", "rate");

    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?[\\p{L}\\p{M}\\p{N}._-]+|[\\p{L}\\p{M}\\p{N}._-]+:\\d{1,5}|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");
    private static final Map<String, SettingKind> BY_KEY = Map.ofEntries(
            Map.entry("jobdrop.drop.name", RESULT_NAME),
            Map.entry("jobdrop.drop.manifest", MANIFEST_NAME),
            Map.entry("jobdrop.drop.s3.bucket", BUCKET),
            Map.entry("jobdrop.drop.s3.prefix", KEY_PREFIX),
            Map.entry("jobdrop.drop.s3.endpoint", URL),
            Map.entry("jobdrop.drop.s3.path-style", BOOLEAN),
            Map.entry("jobdrop.drop.s3.part-size", PART_SIZE),
            Map.entry("jobdrop.drop.s3.parallel", COUNT),
            Map.entry("jobdrop.drop.s3.sse", SSE),
            Map.entry("jobdrop.drop.s3.tags", TAGS),
            Map.entry("jobdrop.drop.s3.checksum-mode", CHECKSUM_MODE),
            Map.entry("jobdrop.drop.s3.proxy", URL),
            Map.entry("jobdrop.download.parallel", COUNT),
            Map.entry("jobdrop.download.max-size", SIZE),
            Map.entry("jobdrop.download.ranges", COUNT),
            Map.entry("jobdrop.download.ranges-above", SIZE),
            Map.entry("jobdrop.download.idle-timeout", DURATION),
            Map.entry("jobdrop.download.min-rate", LEAST_RATE),
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
            Map.entry("jobdrop.http.port", PORT),
            Map.entry("jobdrop.jmx", BOOLEAN));
    private static final Map<String, SettingKind> BY_SUFFIX = Map.of(
            "url",
            URL,
            "schedule",
            CRON,
            "time-zone",
            TIME_ZONE,
            "jitter",
            PAUSE,
            "full-walk",
            PAUSE,
            "poll-timeout",
            DURATION,
            "max-pages",
            COUNT,
            "auth-scheme",
            AUTH_SCHEME,
            "rate",
            RATE,
            "send-manifest",
            BOOLEAN);

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

    /** Whether values have variables of ours, such as those of a name. */
    boolean hasVariables() {
        return this == RESULT_NAME || this == MANIFEST_NAME;
    }

    static SettingKind of(String key) {
        SettingKind exact = BY_KEY.get(key);
        if (exact != null) {
            return exact;
        }
        return BY_SUFFIX.getOrDefault(key.substring(key.lastIndexOf('.') + 1), TEXT);
    }
}
