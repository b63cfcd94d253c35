package io.jobdrop.vendor;

import io.jobdrop.config.Auth;
import io.jobdrop.config.Settings;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an account shows at its token endpoint: the client alone (RFC 6749 4.4), or a refresh token (RFC 6749 6). */
final class Grant {
    private final String vendor;
    private final Settings settings;
    private final @Nullable RefreshToken refresh;

    private Grant(String vendor, Settings settings, @Nullable RefreshToken refresh) {
        this.vendor = vendor;
        this.settings = settings;
        this.refresh = refresh;
    }

    static Grant of(String vendor, Auth auth, Settings settings) {
        boolean refreshes = auth == Auth.REFRESH_TOKEN;
        return new Grant(vendor, settings, refreshes ? new RefreshToken(vendor, settings, new Disk()) : null);
    }

    /** Asks for an access token. A new refresh token is kept before the access token is used. */
    TokenResponse fetch(TokenEndpoint endpoint) throws IOException {
        RefreshToken held = refresh;
        if (held == null) {
            return endpoint.ask(parameters("client_credentials"));
        }
        String shown = held.current();
        TokenResponse response;
        try {
            response = endpoint.ask(parameters(shown, "refresh_token"));
        } catch (TokenRefused e) {
            String now = held.current();
            if (now.equals(shown)) {
                throw e;
            }
            // Another process has changed it meanwhile.
            response = endpoint.ask(parameters(now, "refresh_token"));
        }
        held.replaceBy(response.refreshToken());
        return response;
    }

    private Map<String, String> parameters(String refreshToken, String type) {
        Map<String, String> parameters = parameters(type);
        parameters.put("refresh_token", refreshToken);
        return parameters;
    }

    private Map<String, String> parameters(String type) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", type);
        String scope = settings.get(vendor + ".scope");
        if (!scope.isEmpty()) {
            parameters.put("scope", scope);
        }
        return parameters;
    }
}
