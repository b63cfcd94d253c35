package io.jobdrop.config;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** How an account proves to its vendor who it is: the setting {@code VENDOR.auth}. */
public enum Auth {
    /** A key that never changes by itself: {@code VENDOR.token}. */
    KEY("key", List.of("token"), List.of()),

    /** A bean of the engineer's own that signs each request with a key. */
    SIGNATURE("#bean:NAME", List.of("token"), List.of()),

    /** OAuth2 by the client alone: RFC 6749 4.4. */
    CLIENT_CREDENTIALS(
            "oauth2-client-credentials",
            List.of("token-url", "client-id", "client-secret"),
            List.of("client-auth", "token-method", "scope")),

    /** OAuth2 by a refresh token that a person's consent has led to: RFC 6749 6. */
    REFRESH_TOKEN(
            "oauth2-refresh-token",
            List.of("token-url", "client-id", "client-secret", "refresh-token"),
            List.of("client-auth", "token-method", "scope", "refresh-token-file"));

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> needed;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> optional;

    Auth(String word, List<String> needed, List<String> optional) {
        this.word = word;
        this.needed = needed;
        this.optional = optional;
    }

    private static final String BEAN = "#bean:";

    /** The one of a vendor; an unknown word counts as {@code key}, since the check reports it. */
    public static Auth of(Settings settings, String vendor) {
        String chosen = settings.get(vendor + ".auth");
        if (chosen.startsWith(BEAN)) {
            return SIGNATURE;
        }
        return Arrays.stream(values())
                .filter(auth -> auth.word.equals(chosen))
                .findFirst()
                .orElse(KEY);
    }

    /** Whether an access token is fetched. */
    public boolean isOAuth2() {
        return this == CLIENT_CREDENTIALS || this == REFRESH_TOKEN;
    }

    /** The name of the bean that signs the requests of a vendor whose {@code VENDOR.auth} is {@link #SIGNATURE}. */
    public static String bean(Settings settings, String vendor) {
        return settings.get(vendor + ".auth").substring(BEAN.length());
    }

    /** Its word in the settings. */
    String word() {
        return word;
    }

    /** All words. */
    static String[] words() {
        return Arrays.stream(values()).map(Auth::word).toArray(String[]::new);
    }

    /** The suffixes of a vendor's settings without which it does not work. */
    List<String> needed(Settings settings, String vendor) {
        List<String> suffixes = new ArrayList<>(needed);
        if (settings.get(vendor + ".client-auth").equals("none")) {
            suffixes.remove("client-secret");
        }
        String file = settings.get(vendor + ".refresh-token-file");
        if (!file.isEmpty() && Files.isRegularFile(settings.path(vendor + ".refresh-token-file"))) {
            suffixes.remove("refresh-token");
        }
        return suffixes;
    }

    /** The suffixes of all settings that it reads and that another one may not. */
    List<String> read() {
        return Stream.concat(needed.stream(), optional.stream()).toList();
    }

    /** Whether somebody gave a vendor credentials, complete or not: its feeds then take part. */
    static boolean isGiven(Settings settings, String vendor) {
        List<String> suffixes = of(settings, vendor).isOAuth2()
                ? List.of("client-id", "client-secret", "refresh-token", "refresh-token-file")
                : List.of("token");
        return suffixes.stream()
                .anyMatch(suffix -> !settings.get(vendor + "." + suffix).isEmpty());
    }
}
