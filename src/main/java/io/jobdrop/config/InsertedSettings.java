package io.jobdrop.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings in the texts of feed files, where each stands as <code>{{KEY}}</code>. Secrets are no part of a feed. */
record InsertedSettings(Settings settings) {
    private static final Pattern INSERTED = Pattern.compile("\\{\\{([^{}]*)}}");

    /**
     * The text with values in the place of keys.
     *
     * @throws IllegalArgumentException when there is no such setting, or it is a secret
     */
    String in(String text) {
        return INSERTED.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(value(found.group(1).strip())));
    }

    private String value(String key) {
        if (Setting.holdsSecrets(key)) {
            throw new IllegalArgumentException("the secret " + key + " has no place in a feed");
        }
        String value = settings.get(key);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no setting '" + key + "'" + Nearest.suggestion(key, settings.keys()));
        }
        return value;
    }
}
