package io.jobdrop.config;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Settings in the texts of feed files, where each stands as <code>{{KEY}}</code>. Secrets are no part of a feed. */
record InsertedSettings(Settings settings) {
    private static final Pattern INSERTED = Pattern.compile("\\{\\{([^{}]*)}}");

    /** A key that no setting has. */
    static final class Unknown extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private Unknown(String key, Settings settings) {
            super("there is no setting '" + key + "'" + advice(key, settings));
        }

        private static String advice(String key, Settings settings) {
            String near = Nearest.suggestion(
                    key, settings.all().stream().map(Setting::key).toList());
            return near.isEmpty() && key.contains(".")
                    ? "; set it, or the environment variable " + Setting.variable(key)
                    : near;
        }
    }

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

    /** The text with values in the place of keys, by {@code inserted}; those of secrets stay. */
    static String aroundSecrets(String text, UnaryOperator<String> inserted) {
        return INSERTED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Setting.isSecret(found.group(1).strip()) ? found.group() : inserted.apply(found.group())));
    }

    /** The keys of the secrets in a text. */
    static List<String> secretsIn(String text) {
        return keysIn(text).stream().filter(Setting::isSecret).toList();
    }

    /** The keys of all settings in a text. */
    static List<String> keysIn(String text) {
        return INSERTED.matcher(text)
                .results()
                .map(found -> found.group(1).strip())
                .toList();
    }

    /** The settings that an engineer made up for a feed or its vendor: those that the feed's file names. */
    static List<String> madeUpFor(FeedFile feed) {
        return keysIn(feed.properties())
                .filter(key -> key.startsWith(feed.vendor() + ".") || key.startsWith(feed.name() + "."))
                .toList();
    }

    private static Stream<String> keysIn(YamlNode node) {
        return Stream.of(
                        keysIn(node.text()).stream(),
                        node.fields().values().stream().flatMap(InsertedSettings::keysIn),
                        node.items().stream().flatMap(InsertedSettings::keysIn))
                .flatMap(keys -> keys);
    }

    private String value(String key) {
        if (settings.set(key) == null) {
            throw new Unknown(key, settings);
        }
        if (Setting.holdsSecrets(key)) {
            throw new IllegalArgumentException("the secret " + key + " has no place in a feed");
        }
        String value = settings.get(key);
        if (value.isEmpty()) {
            throw new Unknown(key, settings);
        }
        return value;
    }
}
