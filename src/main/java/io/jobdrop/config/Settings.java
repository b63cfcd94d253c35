package io.jobdrop.config;

import io.jobdrop.Feed;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.RootCause;
import io.jobdrop.name.DropNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force: the defaults of the product, the installation's {@code config/application.properties},
 * {@code --config} files, the runtime's own configuration and the environment, each over the one before.
 *
 * <p>Values are checked by {@link ConfigCheck} before anything starts; the getters here assume a checked value.
 */
public final class Settings {
    private final Path home;
    private final Map<String, Setting> values;
    private final PropertyFunctions functions;
    private final KnownSecrets secrets;
    private final DataSources dataSources;
    private final List<Setting> secretHolders;
    private final TlsFiles tlsFiles = new TlsFiles();

    private Settings(
            Path home,
            Map<String, Setting> values,
            PropertyFunctions functions,
            KnownSecrets secrets,
            DataSources dataSources) {
        this.home = home;
        this.values = values;
        this.functions = functions;
        this.secrets = secrets;
        this.dataSources = dataSources;
        this.secretHolders = KnownSecrets.holders(values.values());
    }

    /**
     * Merges all sources.
     *
     * @param home where relative paths of settings start
     * @param files properties files in rising precedence; one that cannot be read is a problem
     * @param runtime what the runtime around Jobdrop is configured with
     * @param environment the environment variables
     * @param feedKeys the keys of feeds and vendors that the feed files bring with them
     */
    public static Settings load(
            Path home,
            List<Path> files,
            RuntimeSettings runtime,
            Map<String, String> environment,
            Collection<String> feedKeys,
            List<Problem> problems) {
        Map<String, Setting> values = new LinkedHashMap<>(DefaultSettings.ALL);
        for (Path file : files) {
            try {
                values.putAll(PropertiesFile.parse(file.toString(), Files.readString(file), problems));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(new Problem(file.toString(), "cannot be read as properties: " + RootCause.of(file, e)));
            }
        }
        TreeSet<String> known = new TreeSet<>(feedKeys);
        known.addAll(values.keySet());
        runtime.among(known).forEach(setting -> values.put(setting.key(), setting));
        CamelSettings.in(environment).forEach(setting -> values.put(setting.key(), setting));
        for (String key : known) {
            String variable = Setting.variable(key);
            if (environment.containsKey(variable)) {
                values.put(key, new Setting(key, environment.get(variable).strip(), "environment " + variable));
            }
        }
        ProxyEnvironment.complete(values, environment);
        return new Settings(
                home, values, new PropertyFunctions(environment), new KnownSecrets(), runtime.dataSources());
    }

    /** A copy in which some keys have other values; {@code origin} says who set them. */
    public Settings with(Map<String, String> overrides, String origin) {
        Map<String, Setting> copy = new LinkedHashMap<>(values);
        overrides.forEach((key, value) -> copy.put(key, new Setting(key, value, origin)));
        return new Settings(home, copy, functions, secrets, dataSources);
    }

    /** The keys that are known. */
    Set<String> keys() {
        return values.keySet();
    }

    /** The data sources of the runtime. */
    DataSources dataSources() {
        return dataSources;
    }

    /** What was read from the files of certificates that these settings name. */
    TlsFiles tlsFiles() {
        return tlsFiles;
    }

    Collection<Setting> all() {
        return values.values();
    }

    /** What was set for a key; null when nothing was. */
    @Nullable
    Setting set(String key) {
        return values.get(key);
    }

    /** Where a key was set, for messages; the key itself when it is not set at all. */
    public String origin(String key) {
        Setting setting = values.get(key);
        return setting == null ? key : setting.origin();
    }

    /** The value with its property functions resolved; empty when it is not set. */
    public String get(String key) {
        Setting setting = values.get(key);
        String value = setting == null ? "" : functions.resolve(setting.value());
        // A mounted file may hold another one soon, and the vendor may still speak of this one.
        if (setting != null && Setting.isSecret(key) && !value.equals(setting.value())) {
            secrets.add(key, value);
        }
        return value;
    }

    /** The value, or another one when it is not set. */
    public String get(String key, String otherwise) {
        String value = get(key);
        return value.isEmpty() ? otherwise : value;
    }

    /** The value of a key that has a default. */
    String required(String key) {
        String value = get(key);
        if (value.isEmpty()) {
            throw new NoSuchElementException(key + " is not set");
        }
        return value;
    }

    /** A value that is a list separated by commas. */
    public List<String> list(String key) {
        return Arrays.stream(get(key).split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** A duration; see {@link Units#duration}. */
    public Duration duration(String key) {
        return Units.duration(required(key));
    }

    /** A size in bytes; see {@link Units#bytes}. */
    public long bytes(String key) {
        return Units.bytes(required(key));
    }

    /** Bytes per second; see {@link Units#rate}. */
    public long rate(String key) {
        return Units.rate(required(key));
    }

    /** A whole number. */
    public int count(String key) {
        return Integer.parseInt(required(key));
    }

    /** A path; a relative one starts at the home folder. */
    public Path path(String key) {
        return home.resolve(required(key)).normalize();
    }

    /** Where relative paths start. */
    public Path home() {
        return home;
    }

    /** All settings that routes may refer to. Secrets are left out: no route needs one. */
    public Properties forRoutes() {
        Properties properties = new Properties();
        for (Setting setting : values.values()) {
            String key = setting.key();
            if (!setting.value().isEmpty() && !Setting.holdsSecrets(key) && !CamelSettings.isOne(key)) {
                String value = functions.resolve(setting.value());
                // A path is put behind an address, so that a slash at its end would be one too many.
                properties.setProperty(key, key.endsWith(".url") ? value.replaceAll("/+$", "") : value);
            }
        }
        return properties;
    }

    /** What others say, fit to be written anywhere: without secrets in any encoding, also of URLs ({@link Redacted}). */
    public String redact(String text) {
        return Redacted.withoutSecrets(withoutSecrets(text));
    }

    /** The same with the queries of URLs as they are. */
    public String withoutSecrets(String text) {
        return secrets().removedFrom(text);
    }

    /** A file's name that others give, without any secret. */
    public String redactName(String name) {
        return Redacted.name(secrets().removedFrom(name));
    }

    /** A job's id without secrets that are long enough to be in no id by accident. */
    public String redactId(String id) {
        return secrets().removedFromId(id);
    }

    /** How results and manifests are called. */
    public DropNames dropNames() {
        return new DropNames(this::get, this::timeZone, this::redactName);
    }

    /** The time zone of a feed: its own, else that of all feeds. */
    public ZoneId timeZone(Feed feed) {
        return ZoneId.of(get(feed.name() + ".time-zone", get("jobdrop.time-zone")))
                .normalized();
    }

    /**
     * Hides a secret that was got at run time, such as an access token, from now on.
     *
     * @param holder whose secret it is; the last eight of each holder are hidden
     */
    public void hide(String holder, String secret) {
        secrets.add(holder, secret);
    }

    private Secrets secrets() {
        return secrets.with(secretHolders, functions::resolve);
    }
}
