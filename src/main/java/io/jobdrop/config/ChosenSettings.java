package io.jobdrop.config;

import java.util.Map;

/** Which settings somebody has set, in whatever source, to another value than the product's default. */
final class ChosenSettings {
    private final Map<String, Setting> defaults = DefaultSettings.ALL;
    private final Settings settings;

    ChosenSettings(Settings settings) {
        this.settings = settings;
    }

    /** Whether this setting is one of them. A value that is empty sets nothing. */
    boolean has(String key) {
        Setting setting = settings.set(key);
        return setting != null && isChosen(setting);
    }

    boolean isChosen(Setting setting) {
        Setting byDefault = defaults.get(setting.key());
        return !setting.value().isEmpty()
                && (byDefault == null || !byDefault.value().equals(setting.value()));
    }
}
