package io.jobdrop.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** All secrets that nothing may show: the configured ones as they are now, and those that were got at run time. */
final class KnownSecrets {
    private static final int KEPT_OF_EACH = 8;

    private final Map<String, Deque<String>> atRunTime = new ConcurrentHashMap<>();
    private volatile Secrets secrets = Secrets.NONE;

    /** Takes note of a secret; the last few of each holder are known. */
    void add(String holder, String secret) {
        atRunTime.compute(holder, (key, known) -> {
            Deque<String> next = known == null ? new ArrayDeque<>() : new ArrayDeque<>(known);
            next.remove(secret);
            next.addFirst(secret);
            if (next.size() > KEPT_OF_EACH) {
                next.removeLast();
            }
            return next;
        });
    }

    /** The settings whose values are secret, or hold secrets. */
    static List<Setting> holders(Collection<Setting> settings) {
        return settings.stream()
                .filter(setting -> !setting.value().isEmpty() && Setting.holdsSecrets(setting.key()))
                .toList();
    }

    /** The secrets, with those of these holders; a mounted file may hold another one by now. */
    Secrets with(List<Setting> holders, UnaryOperator<String> resolve) {
        List<String> now = new ArrayList<>();
        holders.forEach(setting -> addAll(now, setting, resolvedOrAsItIs(setting, resolve)));
        atRunTime.values().forEach(now::addAll);
        Secrets known = secrets;
        if (!known.are(now)) {
            known = new Secrets(now);
            secrets = known;
        }
        return known;
    }

    private static void addAll(List<String> now, Setting setting, String value) {
        if (Setting.isSecret(setting.key())) {
            now.add(value);
        }
        if (setting.key().endsWith(".drop.uri")) {
            now.addAll(EndpointUri.secretsIn(value));
        }
        if (setting.key().endsWith(".notify.uri")) {
            now.addAll(Notifications.secretsIn(value));
        }
        if (setting.key().equals(BrokerAddress.URL)) {
            now.addAll(BrokerAddress.secretsIn(value));
        }
        if (setting.key().endsWith(Setting.TOKEN_URL)) {
            now.addAll(EndpointUri.secretsIn(value.startsWith("/") ? "https:" + value : value));
        }
    }

    private static String resolvedOrAsItIs(Setting setting, UnaryOperator<String> resolve) {
        try {
            return resolve.apply(setting.value());
        } catch (RuntimeException e) {
            return setting.value(); // The check reports it, and nothing starts.
        }
    }
}
