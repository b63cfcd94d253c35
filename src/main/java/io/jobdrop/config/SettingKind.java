package io.jobdrop.config;

import io.jobdrop.name.NameTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What kind of value a setting has, known from its key. {@link SettingForm} says what values of a kind look like. */
enum SettingKind {
    TEXT(value -> {}),
    BOOLEAN(value -> SettingForm.oneOf(value, "true", "false")),
    URL(SettingForm::url),
    CRON(CronSchedule::check),
    TIME_ZONE(CronSchedule::checkZone),
    PAUSE(Units::duration),
    DURATION(SettingForm::duration),
    AUTH_SCHEME(SettingForm::authScheme),
    AUTH(SettingForm::auth),
    CLIENT_AUTH(value -> SettingForm.oneOf(value, "form", "basic", "query", "none")),
    TOKEN_METHOD(value -> SettingForm.oneOf(value, "GET", "POST")),
    TOKEN_URL(SettingForm::tokenUrl),
    HOSTS(SettingForm::hosts),
    OWN_HOSTS(SettingForm::ownHosts),
    PROXY(SettingForm::proxy),
    EXCLUSIONS(SettingForm::exclusions),
    RATE(Units::spacing),
    LEAST_RATE(Units::rate),
    SIZE(Units::bytes),
    COUNT(SettingForm::count),
    PORT(SettingForm::port),
    HOST_NAMES(SettingForm::hostNames),
    PART_SIZE(SettingForm::partSize),
    SSE(value -> SettingForm.oneOf(value, "AES256", "aws:kms", "aws:kms:dsse")),
    CHECKSUM_MODE(value -> SettingForm.oneOf(value, "when-supported", "when-required")),
    CONDITIONAL(value -> SettingForm.oneOf(value, "required", "emulated")),
    BUCKET(SettingForm::bucket),
    KEY_PREFIX(SettingForm::keyPrefix),
    TAGS(SettingForm::tags),
    RESULT_NAME(NameTemplate::forResult),
    MANIFEST_NAME(NameTemplate::forManifest),
    LOG_FORMAT(value -> SettingForm.oneOf(value, "text", "json")),
    LEDGER(SettingForm::ledger),
    JNDI(SettingForm::jndi),
    SCHEMA(SettingForm::schema),
    POOL(SettingForm::pool),
    QUEUE(SettingForm::queue),
    BROKER(BrokerAddress::check),
    BROKER_KIND(value -> SettingForm.oneOf(value, "artemis", "amqp", "bean")),
    LEASE(SettingForm::lease),
    CLUSTER_KEY(SettingForm::clusterKey),
    NODE_NAME(SettingForm::nodeName),
    NAME(NotificationForm::name),
    EVENTS(NotificationForm::events),
    WEBHOOK_SECRET(NotificationForm::secret),
    HOOK_TYPE(value -> SettingForm.oneOf(value, "convertly", "path"));

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
            "drop.name-header",
            "notify.uri",
            "notify.events",
            "notify.secret",
            "hook.secret",
            "hook.type");
    /** The suffixes that any vendor's settings may have. */
    static final List<String> VENDOR_SUFFIXES = Stream.concat(
                    Stream.of(
                            "url",
                            "token",
                            "auth-scheme",
                            "rate",
                            "hosts",
                            "auth",
                            "token-url",
                            "client-id",
                            "client-secret",
                            "refresh-token",
                            "refresh-token-file",
                            "scope",
                            "client-auth",
                            "token-method"),
                    VendorReach.SUFFIXES.stream())
            .toList();

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
            Map.entry("jobdrop.drop.s3.conditional", CONDITIONAL),
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
            Map.entry("jobdrop.ledger.jndi", JNDI),
            Map.entry("jobdrop.ledger.schema", SCHEMA),
            Map.entry("jobdrop.ledger.pool", POOL),
            Map.entry("jobdrop.cluster.name", NODE_NAME),
            Map.entry("jobdrop.cluster.node", NODE_NAME),
            Map.entry("jobdrop.cluster.lease", LEASE),
            Map.entry("jobdrop.cluster.key", CLUSTER_KEY),
            Map.entry("jobdrop.queue", QUEUE),
            Map.entry("jobdrop.queue.size", COUNT),
            Map.entry("jobdrop.queue.kind", BROKER_KIND),
            Map.entry("jobdrop.queue.url", BROKER),
            Map.entry("jobdrop.http.port", PORT),
            Map.entry("jobdrop.ledger.keep", DURATION),
            Map.entry("jobdrop.inbox.keep", DURATION),
            Map.entry("jobdrop.drop.keep", DURATION),
            Map.entry("jobdrop.http.names", HOST_NAMES),
            Map.entry("jobdrop.name", NAME),
            Map.entry("jobdrop.notify.keep", DURATION),
            Map.entry("jobdrop.log.format", LOG_FORMAT),
            Map.entry("jobdrop.jmx", BOOLEAN));
    private static final Map<String, SettingKind> BY_SUFFIX = Map.ofEntries(
            Map.entry("url", URL),
            Map.entry("proxy.url", PROXY),
            Map.entry("proxy.exclude", EXCLUSIONS),
            Map.entry("tls.key-store-hosts", HOSTS),
            Map.entry("schedule", CRON),
            Map.entry("time-zone", TIME_ZONE),
            Map.entry("jitter", PAUSE),
            Map.entry("full-walk", PAUSE),
            Map.entry("poll-timeout", DURATION),
            Map.entry("max-pages", COUNT),
            Map.entry("auth-scheme", AUTH_SCHEME),
            Map.entry("rate", RATE),
            Map.entry("send-manifest", BOOLEAN),
            Map.entry("notify.events", EVENTS),
            Map.entry("notify.secret", WEBHOOK_SECRET),
            Map.entry("hook.type", HOOK_TYPE),
            Map.entry("hosts", OWN_HOSTS),
            Map.entry("auth", AUTH),
            Map.entry("token-url", TOKEN_URL),
            Map.entry("client-auth", CLIENT_AUTH),
            Map.entry("token-method", TOKEN_METHOD));

    @SuppressWarnings("ImmutableEnumChecker") // The checks have no state.
    private final Consumer<String> form;

    SettingKind(Consumer<String> form) {
        this.form = form;
    }

    /** What is wrong with a value, or empty. */
    Optional<String> problem(String value) {
        try {
            form.accept(value);
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
        if (CamelSettings.isOne(key)) {
            return TEXT;
        }
        SettingKind exact = BY_KEY.get(key);
        if (exact != null) {
            return exact;
        }
        int last = key.lastIndexOf('.');
        SettingKind bySuffix = BY_SUFFIX.get(key.substring(key.lastIndexOf('.', last - 1) + 1));
        return bySuffix != null ? bySuffix : BY_SUFFIX.getOrDefault(key.substring(last + 1), TEXT);
    }
}
