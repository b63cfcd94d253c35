package io.jobdrop.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A successful answer of a token endpoint: RFC 6749 5.1.
 *
 * @param life how long the access token lasts; null when the vendor does not say so
 * @param refreshToken the refresh token from now on; null when it stays as it is
 */
record TokenResponse(
        String accessToken,
        @Nullable Duration life,
        @Nullable String refreshToken) {
    // Visible ASCII: RFC 6749 A.12 and A.17. What else is in a token would change the request that carries it.
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16384}");
    // The request would have to be signed: RFC 9449, draft-ietf-oauth-v2-http-mac.
    private static final Set<String> SIGNING = Set.of("dpop", "mac", "pop", "hotk");
    private static final BigDecimal LONGEST =
            BigDecimal.valueOf(Duration.ofDays(3650).toSeconds());

    /**
     * Reads the JSON of an answer.
     *
     * @throws TokenRefused when no access token that can be used is in it
     */
    static TokenResponse of(JsonNode json) {
        String token = text(json, "access_token");
        if (!TOKEN.matcher(token).matches()) {
            throw new TokenRefused(
                    token.isEmpty()
                            ? "answers without an access_token"
                            : "answers with an access_token that is no token");
        }
        String type = text(json, "token_type").toLowerCase(Locale.ROOT);
        if (SIGNING.contains(type)) {
            throw new TokenRefused("gives access tokens of the type " + type + ", which Jobdrop cannot send");
        }
        String refresh = text(json, "refresh_token");
        return new TokenResponse(
                token, life(text(json, "expires_in")), TOKEN.matcher(refresh).matches() ? refresh : null);
    }

    /** A field that is a text or a number; empty for anything else. */
    static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() || value.isNumber() ? value.asText() : "";
    }

    // Vendors write seconds as a number or a string. What makes no sense says nothing: a 401 tells.
    private static @Nullable Duration life(String seconds) {
        try {
            BigDecimal life = new BigDecimal(seconds.strip()).min(LONGEST);
            return life.signum() > 0 ? Duration.ofSeconds(life.longValue()) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
