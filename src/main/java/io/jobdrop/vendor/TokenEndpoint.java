package io.jobdrop.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobdrop.config.Settings;
import io.jobdrop.config.VendorReach;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.http.StrictHttp;
import io.jobdrop.job.Held;
import java.io.IOException;
import java.util.Map;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * The token endpoint of an account: RFC 6749 3.2. It is asked through the account's gate, within
 * {@code jobdrop.api.timeout} and {@code jobdrop.api.max-size}. No redirect is followed, since the client's secret goes to
 * {@code VENDOR.token-url} and nowhere else.
 */
final class TokenEndpoint {
    private final String vendor;
    private final Settings settings;
    private final Throttles gates;
    private final OpenRequests requests;
    private final HttpClientConfigurer network;
    private final VendorResponse responses;
    private final TokenErrors errors;

    TokenEndpoint(
            String vendor, Settings settings, Throttles gates, OpenRequests requests, HttpClientConfigurer network) {
        this.vendor = vendor;
        this.settings = settings;
        this.gates = gates;
        this.requests = requests;
        this.network = network;
        this.responses = new VendorResponse(settings);
        this.errors = new TokenErrors(vendor, settings);
    }

    /**
     * Asks for an access token.
     *
     * @param grant the parameters that say what for, without those of the client
     * @throws TokenRefused when it is refused until a setting changes
     * @throws IOException when there is none now
     */
    TokenResponse ask(Map<String, String> grant) throws IOException {
        ClassicHttpRequest request = new TokenRequest(vendor, settings).of(grant);
        HttpClientBuilder builder = HttpClientBuilder.create();
        StrictHttp.whole(
                        settings.duration("jobdrop.api.timeout"),
                        "the token endpoint took longer than jobdrop.api.timeout ("
                                + settings.get("jobdrop.api.timeout") + ")")
                .by(VendorReach.of(settings, vendor))
                .configure(builder, 1, null);
        builder.addExecInterceptorFirst("token-endpoint", this::execute);
        network.configureHttpClient(builder);
        // Once an hour or so: not worth a connection that is kept.
        try (CloseableHttpClient client = builder.build()) {
            return client.execute(request, this::read);
        } catch (IOException e) {
            throw InvalidResponse.redacted(e, settings::redact);
        }
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        return gates.sendAsAccount(vendor, () -> {
            requests.opened(scope.execRuntime);
            try {
                ClassicHttpResponse response = chain.proceed(request, scope);
                response.setEntity(WholeBody.of(response, scope, vendor, responses.mostBytes()));
                return response;
            } finally {
                requests.ended(scope.execRuntime);
            }
        });
    }

    private TokenResponse read(ClassicHttpResponse response) throws IOException {
        JsonBody.Entity body = (JsonBody.Entity) response.getEntity();
        boolean success = response.getCode() / 100 == 2;
        JsonNode json;
        try {
            json = responses.parse(body.bytes(), String.valueOf(body.getContentType()));
        } catch (NoJson e) {
            if (success) {
                // Nothing of the body is shown: it may well be a token in another form.
                throw errors.noJson(body);
            }
            throw errors.of(response.getCode(), null);
        }
        if (!success || !json.hasNonNull("access_token")) {
            throw errors.of(response.getCode(), json);
        }
        TokenResponse token = TokenResponse.of(json);
        settings.hide(vendor + " access", token.accessToken());
        String refresh = token.refreshToken();
        if (refresh != null) {
            settings.hide(vendor + " refresh", refresh);
        }
        return token;
    }

    /** Pauses the account, which was refused so many times in a row, and says so. */
    Held refused(TokenRefused refusal, int times) {
        gates.refused(vendor, times, "refuses the account at its token endpoint");
        return new Held(
                vendor + "'s token endpoint " + refusal.getMessage() + "; the next poll checks it again", refusal);
    }
}
