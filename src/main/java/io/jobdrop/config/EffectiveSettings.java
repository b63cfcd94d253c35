package io.jobdrop.config;

import io.jobdrop.job.Redacted;
import io.jobdrop.job.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force, for people: each with its origin, and without any secret. A secret is replaced by {@code ***};
 * so is the value of an unknown key, which may be a misspelt secret. An endpoint is shown without user and options. A
 * value with property functions such as <code>{{file:…}}</code> is shown as it is written.
 */
public final class EffectiveSettings {
    private static final String BY_DEFAULT = "default";

    private final Configuration configuration;
    private final Settings settings;
    private final Map<String, Setting> defaults = DefaultSettings.ALL;
    private final Set<String> known;

    /**
     * A setting.
     *
     * @param value empty when it is not set
     * @param origin {@code FILE:LINE}, {@code environment NAME}, another source, or {@code default}
     * @param isDefault whether it has the product's default, or none and is not set
     */
    public record Shown(String key, String value, String origin, boolean isDefault) {}

    public EffectiveSettings(Configuration configuration) {
        this.configuration = configuration;
        this.settings = configuration.settings();
        this.known = new TreeSet<>(defaults.keySet());
        this.known.addAll(ConfigCheck.keys(configuration.folders().feeds()));
    }

    /** Every key that is known or set, in the order of keys. */
    public List<Shown> all() {
        Set<String> keys = new TreeSet<>(known);
        keys.addAll(settings.keys());
        List<Shown> shown = new ArrayList<>();
        for (String key : keys) {
            shown.add(shown(key));
        }
        return shown;
    }

    /** Those that differ from the defaults. */
    public List<Shown> chosen() {
        return all().stream().filter(setting -> !setting.isDefault()).toList();
    }

    private Shown shown(String key) {
        Setting set = settings.set(key);
        Setting byDefault = defaults.get(key);
        String value = set == null ? "" : set.value();
        boolean isDefault = value.equals(byDefault == null ? "" : byDefault.value());
        if (value.isEmpty() && isDefault) {
            Shown ofFeed = schedule(key);
            if (ofFeed != null) {
                return ofFeed;
            }
        }
        return new Shown(key, visible(key, value), isDefault ? BY_DEFAULT : settings.origin(key), isDefault);
    }

    // What a feed's file says where no setting does.
    private @Nullable Shown schedule(String key) {
        return configuration.folders().feeds().stream()
                .filter(feed -> key.equals(feed.name() + ".schedule") && feed.isRight())
                .map(feed -> new Shown(key, feed.feed().schedule(), feed.path().toString(), true))
                .findFirst()
                .orElse(null);
    }

    private String visible(String key, String value) {
        if (value.isEmpty()) {
            return "";
        }
        if (key.endsWith(".drop.uri")) {
            return endpoint(value);
        }
        boolean broker = key.equals(BrokerAddress.URL);
        if (broker || (key.equals(LedgerAddress.URL) && LedgerAddress.isServer(value))) {
            String shown = broker ? BrokerAddress.withoutOptions(value) : LedgerAddress.withoutOptions(value);
            return settings.redact(shown) + (shown.equals(value) ? "" : "?" + Redaction.HIDDEN);
        }
        boolean secret = Setting.isSecret(key)
                || Redacted.isSecretName(key)
                || Redacted.isSecretName(key.substring(key.lastIndexOf('.') + 1));
        return secret || !known.contains(key) ? Redaction.HIDDEN : settings.redact(value);
    }

    private String endpoint(String value) {
        try {
            EndpointUri uri = EndpointUri.of(value);
            return settings.redact(uri.location()) + (uri.options().isEmpty() ? "" : "?" + Redaction.HIDDEN);
        } catch (IllegalArgumentException e) {
            return Redaction.HIDDEN;
        }
    }
}
