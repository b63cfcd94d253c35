package io.jobdrop.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.config.Auth;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Redacted;
import io.jobdrop.job.VendorWords;
import java.io.IOException;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Says in words, without secrets, why a token endpoint gave no access token: RFC 6749 5.2. */
final class TokenErrors {
    private static final Set<String> PASSING =
            Set.of("temporarily_unavailable", "server_error", "slow_down", "rate_limit_exceeded");

    private final String vendor;
    private final Settings settings;

    TokenErrors(String vendor, Settings settings) {
        this.vendor = vendor;
        this.settings = settings;
    }

    /**
     * What an answer without an access token means.
     *
     * @return what is to be thrown when the failure may be gone at the next request
     * @throws TokenRefused when it stays until a setting changes
     */
    IOException of(int status, @Nullable JsonNode json) {
        String error = json == null ? "" : TokenResponse.text(json, "error");
        String said = "answered " + status + (json == null ? "" : words(json, error));
        if (VendorErrors.isPassing(status) || PASSING.contains(error)) {
            return new NoAccessToken(vendor + "'s token endpoint " + said, null);
        }
        throw new TokenRefused(said + advice(status, error));
    }

    /** A success that is no JSON, such as a gateway's page; nothing of it is shown. */
    NoJson noJson(HttpEntity body) {
        ContentType type = ContentType.parseLenient(body.getContentType());
        String kind = type == null ? "no content type" : Redacted.line(String.valueOf(type.getMimeType()));
        return new NoJson("its token endpoint sent " + kind + ", " + body.getContentLength() + " bytes", null);
    }

    private String words(JsonNode json, String error) {
        String description = TokenResponse.text(json, "error_description");
        String words = error.isEmpty() || description.isEmpty()
                ? VendorWords.in(json).orElse(error + description)
                : error + ": " + description;
        return words.isBlank() ? "" : " " + Redacted.line(settings.redact(words));
    }

    private String advice(int status, String error) {
        if (status / 100 == 3) {
            return ", a redirect, which does not get the secret; set " + vendor + ".token-url";
        }
        if (status == 404 || status == 405) {
            return "; check " + setting("token-url") + " and " + setting("token-method");
        }
        boolean refreshes = Auth.of(settings, vendor) == Auth.REFRESH_TOKEN;
        String client = setting("client-id") + ", " + setting("client-secret");
        return "; check "
                + switch (error) {
                    case "invalid_client" -> client + " and " + setting("client-auth");
                    case "invalid_grant" -> refreshes ? refreshToken() : client;
                    case "invalid_scope" -> setting("scope");
                    case "unauthorized_client", "unsupported_grant_type" -> setting("auth");
                    default -> client + (refreshes ? ", " + refreshToken() : "") + " and " + setting("token-url");
                };
    }

    private String refreshToken() {
        String file = setting("refresh-token-file");
        return setting("refresh-token")
                + (settings.get(file).isEmpty() ? "" : " and the file of " + file + ", which wins");
    }

    private String setting(String suffix) {
        return vendor + "." + suffix;
    }
}
