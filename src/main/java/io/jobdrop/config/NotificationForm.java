package io.jobdrop.config;

import io.jobdrop.job.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What the settings of notifications and hooks look like. Messages show nothing of a secret. */
final class NotificationForm {
    // Standard Webhooks: a secret has between 24 and 64 bytes.
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;
    private static final int SHORTEST_OF_HOOK = 16;
    private static final String PREFIX = "whsec_";

    private NotificationForm() {}

    static void name(String value) {
        if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "'" + value + "' has other characters than letters, digits, dots, hyphens and underscores, or more"
                            + " than 64");
        }
    }

    static void events(String value) {
        Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(word -> SettingForm.oneOf(word, EventType.words().toArray(String[]::new)));
    }

    static void secret(String value) {
        if (!value.startsWith(PREFIX)) {
            if (value.getBytes(StandardCharsets.UTF_8).length < SHORTEST) {
                throw new IllegalArgumentException(
                        "the secret has less than " + SHORTEST + " characters; make one with: openssl rand -base64 32");
            }
            return;
        }
        int length;
        try {
            length = Base64.getDecoder().decode(value.substring(PREFIX.length())).length;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what follows whsec_ is no Base64", e);
        }
        if (length < SHORTEST || length > LONGEST) {
            throw new IllegalArgumentException("what follows whsec_ is the Base64 of " + length + " bytes, and not of "
                    + SHORTEST + " to " + LONGEST);
        }
    }

    /** Adds what is wrong with the secret of a feed's hook: a path must be one, and nobody may guess it. */
    static void hook(Settings settings, String feed, List<Problem> problems) {
        String key = feed + ".hook.secret";
        String secret = settings.get(key);
        if (secret.isEmpty()) {
            return;
        }
        boolean path = !settings.get(feed + ".hook.type").equals("convertly");
        if (path && !secret.matches("[A-Za-z0-9._~-]*")) {
            problems.add(new Problem(
                    settings.origin(key),
                    key + " is part of a path, and has other characters than letters, digits, dots, hyphens,"
                            + " underscores and tildes"));
        } else if (secret.length() < (path ? SHORTEST : SHORTEST_OF_HOOK)) {
            problems.add(new Problem(
                    settings.origin(key),
                    key + " has less than " + (path ? SHORTEST : SHORTEST_OF_HOOK)
                            + " characters; make one with: openssl rand -hex 32"));
        }
    }
}
