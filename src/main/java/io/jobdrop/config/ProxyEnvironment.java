package io.jobdrop.config;

import io.jobdrop.http.HostList;
import io.jobdrop.job.Redacted;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proxy that the environment names for all programs, by {@code HTTPS_PROXY} and {@code NO_PROXY} in capitals or small
 * letters. It counts where the settings name none. {@code HTTP_PROXY} is for http alone, and is not read.
 */
final class ProxyEnvironment {
    private static final String PREFIX = "jobdrop.proxy.";
    private static final Pattern FORM = Pattern.compile("(?:([a-z0-9+.-]+)://)?(?:(.*)@)?([^@/]+)/?");

    private ProxyEnvironment() {}

    /** Sets what is not set. */
    static void complete(Map<String, Setting> values, Map<String, String> environment) {
        String proxy = first(environment, "HTTPS_PROXY", "https_proxy");
        if (!proxy.isEmpty() && isUnset(values, "url")) {
            address(values, proxy);
        }
        String excluded = first(environment, "NO_PROXY", "no_proxy");
        if (!excluded.isEmpty() && isUnset(values, "exclude")) {
            // It is written for many programs, and may hold what only others know.
            String known = Arrays.stream(excluded.split("[,\\s]+"))
                    .filter(ProxyEnvironment::isKnown)
                    .collect(Collectors.joining(","));
            put(values, "exclude", known, "NO_PROXY");
        }
    }

    private static void address(Map<String, Setting> values, String proxy) {
        Matcher form = FORM.matcher(proxy);
        if (!form.matches()) {
            put(values, "url", Redacted.withoutSecrets(proxy), "HTTPS_PROXY");
            return;
        }
        String scheme = Objects.requireNonNullElse(form.group(1), "http");
        put(values, "url", scheme + "://" + form.group(3), "HTTPS_PROXY");
        if (form.group(2) != null && isUnset(values, "user")) {
            String[] user = form.group(2).split(":", 2);
            put(values, "user", decoded(user[0]), "HTTPS_PROXY");
            put(values, "password", user.length > 1 ? decoded(user[1]) : "", "HTTPS_PROXY");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // It is not encoded.
        }
    }

    private static boolean isKnown(String entry) {
        try {
            HostList.exclusions(entry);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String first(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static boolean isUnset(Map<String, Setting> values, String name) {
        Setting set = values.get(PREFIX + name);
        return set == null || set.value().isEmpty();
    }

    private static void put(Map<String, Setting> values, String name, String value, String variable) {
        values.put(PREFIX + name, new Setting(PREFIX + name, value, "environment " + variable));
    }
}
