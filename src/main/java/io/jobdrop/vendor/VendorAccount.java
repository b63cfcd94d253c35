package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client of one vendor's API: it carries the vendor's key to the vendor's origin, and refuses to send
 * anything elsewhere.
 *
 * <p>The key is added here, below the routes, so that it never enters an exchange. Redirects and cookies are off; an
 * answer is read whole, within {@code jobdrop.api.timeout} and {@code jobdrop.api.max-size}, so that an answer that
 * breaks off fails the request itself, which the routes then repeat.
 */
public final class VendorAccount implements HttpClientConfigurer {
    private static final int CONNECTIONS = 64;

    private final Settings settings;
    private final AccountGates gates;
    private final OpenRequests requests;
    private String vendor = "";
    private String authScheme = "";

    public VendorAccount(Settings settings, AccountGates gates, OpenRequests requests) {
        this.settings = settings;
        this.requests = requests;
        this.gates = gates;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Timeout timeout = Timeout.of(settings.duration("jobdrop.api.timeout"));
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(timeout)
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .build())
                        .build())
                .setConnectionManagerShared(false)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Jobdrop")
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(timeout).build())
                .addExecInterceptorFirst("vendor-account", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        URI origin = URI.create(settings.get(vendor + ".url"));
        if (!origin.getScheme().equalsIgnoreCase(request.getScheme())
                || !origin.getHost().equalsIgnoreCase(request.getAuthority().getHostName())
                || port(origin.getScheme(), origin.getPort())
                        != port(request.getScheme(), request.getAuthority().getPort())) {
            throw new IllegalStateException("a request for " + vendor + " was about to leave " + vendor + ".url");
        }
        request.setHeader("Accept", "application/json");
        authorize(request);
        return gates.send(vendor, request, () -> {
            requests.opened(scope.execRuntime);
            try {
                ClassicHttpResponse response = chain.proceed(request, scope);
                HttpEntity entity = response.getEntity();
                response.setEntity(entity == null ? new ByteArrayEntity(new byte[0], null) : buffered(entity, scope));
                return response;
            } finally {
                requests.ended(scope.execRuntime);
            }
        });
    }

    private void authorize(ClassicHttpRequest request) {
        String token = settings.get(vendor + ".token");
        String scheme = settings.get(vendor + ".auth-scheme", authScheme);
        if (scheme.contains("-") || scheme.endsWith(":")) {
            request.setHeader(scheme.replace(":", ""), token);
        } else {
            request.setHeader("Authorization", scheme + " " + token);
        }
    }

    private HttpEntity buffered(HttpEntity entity, ExecChain.Scope scope) throws IOException {
        long limit = settings.bytes("jobdrop.api.max-size");
        Duration timeout = settings.duration("jobdrop.api.timeout");
        long deadline = System.nanoTime() + timeout.toNanos();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        InputStream in = entity.getContent();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            body.write(buffer, 0, read);
            if (body.size() > limit) {
                scope.execRuntime.discardEndpoint();
                throw new Held("an answer of " + vendor + " is larger than jobdrop.api.max-size (" + limit
                        + " bytes); raise the setting if it is meant");
            }
            if (System.nanoTime() > deadline) {
                scope.execRuntime.discardEndpoint();
                throw new IOException("the answer took longer than jobdrop.api.timeout (" + timeout + ")");
            }
        }
        in.close();
        ContentType type = ContentType.parseLenient(entity.getContentType());
        return new ByteArrayEntity(body.toByteArray(), type);
    }

    private static int port(String scheme, int port) {
        if (port > 0) {
            return port;
        }
        return scheme.toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    public void setVendor(String value) {
        vendor = value;
    }

    public void setAuthScheme(String value) {
        authScheme = value;
    }
}
