package io.jobdrop.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.Redaction;
import io.jobdrop.job.Unsigned;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What a recording holds in the place of each secret. The same secret becomes the same word everywhere, so that a request
 * that the feed makes of an answer is still the one that was recorded.
 *
 * <p>Secrets are the configured ones, values of parameters and fields with a name such as {@code signature} or
 * {@code access_token}, and users of URLs. What the feed itself reads, such as a cursor or an id, stays.
 */
final class Substitutes {
    // Shorter values of fields, such as "none" or "bearer", are words.
    private static final int SHORTEST_FIELD = 8;
    // But a password may be short.
    private static final Pattern PASSWORD = Pattern.compile("(?i).*(passw(or)?d|passphrase|pwd|secret)");

    private final Set<String> fieldsOfFeed;
    private final UnaryOperator<String> withoutKnown;
    private final Map<String, String> everywhere = new LinkedHashMap<>();
    private final Map<String, String> inParameters = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private int learnt;

    /**
     * Knows the configured secrets.
     *
     * @param secrets the test's values by the real ones
     * @param jsonPaths those of the feed
     * @param withoutKnown removes what is left of any configured secret, in whatever encoding
     */
    Substitutes(Map<String, String> secrets, Collection<String> jsonPaths, UnaryOperator<String> withoutKnown) {
        everywhere.putAll(secrets);
        this.withoutKnown = withoutKnown;
        this.fieldsOfFeed = new HashSet<>();
        jsonPaths.forEach(
                path -> fieldsOfFeed.add(path.replaceAll("['\"\\]]+$", "").replaceFirst("(?s).*[.\\['\"]", "")));
    }

    /** Learns which values the feed reads itself; to be told of all answers before {@link #learn}. */
    void keep(JsonNode answer) {
        answer.properties().forEach(field -> {
            if (fieldsOfFeed.contains(field.getKey()) && field.getValue().isTextual()) {
                kept.add(field.getValue().textValue());
            }
        });
        answer.forEach(this::keep);
    }

    /** Learns the secrets in an answer. */
    void learn(JsonNode answer) {
        answer.properties().forEach(field -> {
            String value = field.getValue().asText("");
            if (field.getValue().isTextual()
                    && value.length() >= SHORTEST_FIELD
                    && !kept.contains(value)
                    && Redacted.isSecretName(field.getKey())) {
                everywhere.computeIfAbsent(value, secret -> next());
            }
            learn(field.getKey());
        });
        if (answer.isTextual()) {
            learn(answer.textValue());
        }
        answer.forEach(this::learn);
    }

    /** Learns the secrets in a text. */
    void learn(String text) {
        Redaction.of(text, (layer, redaction) -> Unsigned.find(layer, redaction, this::learned));
    }

    private String learned(String secret) {
        String decoded = decoded(secret);
        if (!kept.contains(decoded) && !everywhere.containsKey(decoded)) {
            inParameters.computeIfAbsent(decoded, found -> next());
        }
        return secret;
    }

    private String next() {
        learnt++;
        return learnt == 1 ? "x" : "x" + learnt;
    }

    /** A text without secrets; what was not learnt stays. */
    String in(String text) {
        return withoutKnown.apply(Redaction.of(text, this::find));
    }

    /** An answer without secrets. */
    JsonNode in(JsonNode answer) {
        JsonNode copy = Unsigned.copy(answer, this::in);
        withoutPasswords(copy);
        return copy;
    }

    // A short one is replaced where it is alone: elsewhere the same letters are part of any word.
    private void withoutPasswords(JsonNode copy) {
        copy.properties().forEach(field -> {
            String value = field.getValue().asText("");
            if ((field.getValue().isTextual() || field.getValue().isNumber())
                    && !value.isEmpty()
                    && !everywhere.containsValue(value)
                    && !kept.contains(value)
                    && PASSWORD.matcher(field.getKey()).matches()) {
                field.setValue(TextNode.valueOf("x"));
            }
        });
        copy.forEach(this::withoutPasswords);
    }

    private void find(String layer, Redaction redaction) {
        everywhere.forEach((secret, substitute) -> {
            for (int at = layer.indexOf(secret); at >= 0; at = layer.indexOf(secret, at + secret.length())) {
                redaction.cut(at, at + secret.length(), substitute);
            }
        });
        Unsigned.find(layer, redaction, secret -> inParameters.getOrDefault(decoded(secret), secret));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // A percent sign that encodes nothing.
        }
    }
}
