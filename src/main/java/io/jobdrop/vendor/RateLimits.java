package io.jobdrop.vendor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * When to ask again, by the headers of a response: {@code Retry-After} (RFC 9110 10.2.3) and its variants, and a quota
 * that is used up. Quotas come as {@code RateLimit: "default";r=0;t=30} or {@code limit=9, remaining=0, reset=30}
 * (drafts of draft-ietf-httpapi-ratelimit-headers), and as pairs of {@code …RateLimit…Remaining…} and
 * {@code …RateLimit…Reset…}, with and without {@code X-}, the vendor's name, and the name of a window.
 *
 * <p>Headers are the other side's claims: what cannot be read says nothing, and no pause is longer than a month.
 */
public final class RateLimits {
    private static final int LONGEST_NAME = 100;
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*+\"");
    private static final Pattern REMAINING = Pattern.compile("(?i)(?:^|[;,\\s])(?:r|remaining)\\s*=\\s*([\\d.]+)");
    private static final Pattern RESET = Pattern.compile("(?i)(?:^|[;,\\s])(?:t|reset)\\s*=\\s*([\\d.]+)");
    private static final Pattern QUOTA = Pattern.compile("(.*ratelimit.*?)remaining(.*)");
    private static final Pattern ZERO = Pattern.compile("0+(\\.0*)?([,;\\s].*)?", Pattern.DOTALL);

    private RateLimits() {}

    /**
     * How long the other side wants to be left alone: after an error what it asks for, else until a used-up quota is
     * full again.
     *
     * @param headers their names in any case; those that occur several times joined by commas
     */
    public static Optional<Duration> pause(int status, Map<String, String> headers, Instant now) {
        Map<String, String> plain = plain(headers);
        Optional<Duration> asked = status >= 400 ? asked(plain, now) : Optional.empty();
        return asked.isPresent() ? asked : spent(status, plain, now);
    }

    /** How long the other side wants this one request to wait, whatever its status. */
    public static Optional<Duration> retryAfter(Map<String, String> headers, Instant now) {
        return asked(plain(headers), now);
    }

    // Names differ in case, in hyphens, and in whether they begin with an X.
    private static Map<String, String> plain(Map<String, String> headers) {
        Map<String, String> plain = new HashMap<>();
        headers.forEach((name, value) -> {
            if (value != null && name.length() <= LONGEST_NAME) {
                plain.put(name.toLowerCase(Locale.ROOT).replaceAll("^x-|[-_]", ""), value.strip());
            }
        });
        return plain;
    }

    private static Optional<Duration> asked(Map<String, String> headers, Instant now) {
        return Stream.of("retryafterms", "msretryafterms", "retryafter")
                .flatMap(name -> read(name, headers, now).stream())
                .findFirst();
    }

    private static Optional<Duration> spent(int status, Map<String, String> headers, Instant now) {
        Stream<Duration> policies = spentPolicies(headers.getOrDefault("ratelimit", ""), now);
        Stream<Duration> pairs = headers.keySet().stream()
                .map(QUOTA::matcher)
                .filter(Matcher::matches)
                .filter(quota -> ZERO.matcher(headers.get(quota.group())).matches())
                .flatMap(quota -> resets(quota.group(1), quota.group(2), headers, now));
        Optional<Duration> longest = Stream.concat(policies, pairs).max(Comparator.naturalOrder());
        boolean untold = status == 429
                && headers.keySet().stream()
                        .noneMatch(name -> QUOTA.matcher(name).matches());
        return longest.isEmpty() && untold
                ? resets("ratelimit", "", headers, now).findFirst()
                : longest;
    }

    // The reset of the same window, else the one that all windows share.
    private static Stream<Duration> resets(String quota, String window, Map<String, String> headers, Instant now) {
        String shared = quota.substring(0, quota.lastIndexOf("ratelimit") + "ratelimit".length());
        return Stream.of(
                        quota + "resetafter" + window,
                        quota + "reset" + window,
                        quota + "reset" + window + "ms",
                        quota + "resetafter",
                        quota + "reset",
                        shared + "resetafter",
                        shared + "reset")
                .flatMap(name -> read(name, headers, now).stream())
                .limit(1);
    }

    private static Stream<Duration> spentPolicies(String value, Instant now) {
        String unquoted = QUOTED.matcher(value).replaceAll("");
        // In the older form the commas part the fields of one policy.
        boolean fields = unquoted.toLowerCase(Locale.ROOT).contains("remaining");
        return Stream.of(fields ? new String[] {unquoted} : unquoted.split(","))
                .filter(policy -> ZERO.matcher(found(REMAINING, policy)).matches())
                .flatMap(policy -> ResetTime.pause(found(RESET, policy), false, now).stream());
    }

    private static String found(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }

    private static Optional<Duration> read(String name, Map<String, String> headers, Instant now) {
        return ResetTime.pause(headers.getOrDefault(name, ""), name.endsWith("ms"), now);
    }
}
