package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * A request for an access token: POST with a form (RFC 6749 3.2), unless {@code VENDOR.client-auth} or
 * {@code VENDOR.token-method} say otherwise.
 */
final class TokenRequest {
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

    private final String vendor;
    private final Settings settings;
    private final String clientAuth;

    TokenRequest(String vendor, Settings settings) {
        this.vendor = vendor;
        this.settings = settings;
        this.clientAuth = settings.get(vendor + ".client-auth", "form");
    }

    /** With the parameters of a grant, and those of the client. */
    ClassicHttpRequest of(Map<String, String> grant) {
        String id = settings.get(vendor + ".client-id");
        String secret = settings.get(vendor + ".client-secret");
        Map<String, String> parameters = new LinkedHashMap<>(grant);
        if (!clientAuth.equals("basic")) {
            parameters.put("client_id", id);
        }
        if (clientAuth.equals("form") || clientAuth.equals("query")) {
            parameters.put("client_secret", secret);
        }
        String method = method(grant);
        boolean inQuery = clientAuth.equals("query") || method.equals("GET");
        ClassicHttpRequest request = ClassicRequestBuilder.create(method)
                .setUri(url(inQuery ? encoded(parameters) : ""))
                .build();
        request.setHeader("Accept", "application/json");
        request.setHeader("Accept-Encoding", "gzip");
        if (!inQuery) {
            request.setEntity(new StringEntity(encoded(parameters), FORM));
        }
        if (clientAuth.equals("basic")) {
            // RFC 6749 2.3.1: both are encoded as in a form first.
            byte[] pair = (encoded(id) + ":" + encoded(secret)).getBytes(StandardCharsets.UTF_8);
            request.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return request;
    }

    // Marketo takes its client's parameters in the query of a GET, Zoho those of a refresh token in that of a POST.
    private String method(Map<String, String> grant) {
        boolean get = clientAuth.equals("query") && !grant.containsKey("refresh_token");
        return settings.get(vendor + ".token-method", get ? "GET" : "POST");
    }

    private URI url(String query) {
        String set = settings.get(vendor + ".token-url");
        String url = set.startsWith("/") ? settings.get(vendor + ".url").replaceAll("/+$", "") + set : set;
        return URI.create(query.isEmpty() ? url : url + (url.contains("?") ? "&" : "?") + query);
    }

    private static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
