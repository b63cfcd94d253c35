package io.jobdrop.download;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.config.VendorReach;
import io.jobdrop.http.BlockStream;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.http.Reach;
import io.jobdrop.http.StrictHttp;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.vendor.Credentials;
import io.jobdrop.vendor.OpenRequests;
import io.jobdrop.vendor.PendingRequests;
import io.jobdrop.vendor.ResponseHead;
import io.jobdrop.vendor.Throttles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.UnaryOperator;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * The HTTP client that fetches results. It sends the vendor's key to the vendor's own hosts where a feed says so, and no
 * credentials elsewhere. It sends no cookies, follows no redirect and repeats no request. It connects only to addresses that the {@link AddressGuard} allows, and asks for the bytes as they are.
 *
 * <p>Closing a body before its end closes the connection. The client would otherwise read the rest first, which for a
 * large result takes as long as the download itself.
 */
public final class ResultHttp implements HttpClientConfigurer {
    /**
     * The header of a message that holds the URL to ask for. Camel's own changes some characters of signed URLs, and refuses
     * hosts that {@link java.net.URI} does not know, such as those with an underscore.
     */
    static final String URL = "Result-Url";

    private static final String FOR_RESULT = "jobdrop.for-result";

    private final AddressGuard guard;
    private final Throttles gates;
    private final OpenRequests requests;
    private final Reach reach;
    private final StrictHttp http;
    private final int connections;
    private final String vendor;
    private final Settings settings;
    private final Credentials credentials;
    private final PendingRequests pending;
    private final UnaryOperator<String> redact;

    /**
     * Reads its limits from the settings.
     *
     * @param vendor whose results these are; the requests are those of its account
     * @param feeds those that fetch results, each at the same time as the others
     */
    public ResultHttp(
            String vendor,
            Collection<Feed> feeds,
            Settings settings,
            Credentials credentials,
            AddressGuard guard,
            Throttles gates,
            OpenRequests requests,
            PendingRequests pending) {
        this(vendor, feeds, settings, credentials, guard, gates, requests, pending, StrictHttp.WINDOW);
    }

    ResultHttp(
            String vendor,
            Collection<Feed> feeds,
            Settings settings,
            Credentials credentials,
            AddressGuard guard,
            Throttles gates,
            OpenRequests requests,
            PendingRequests pending,
            Duration window) {
        this.vendor = vendor;
        this.settings = settings;
        this.credentials = credentials;
        this.redact = settings::redact;
        this.pending = pending;
        this.guard = guard.forResultsOf(feeds, settings);
        this.gates = gates;
        this.requests = requests;
        this.reach = VendorReach.of(settings, vendor);
        this.http = StrictHttp.paced(
                        settings.duration("jobdrop.download.idle-timeout"),
                        "the head of its answer was not there within jobdrop.download.idle-timeout ("
                                + settings.get("jobdrop.download.idle-timeout") + ")",
                        settings.rate("jobdrop.download.min-rate"),
                        window)
                .by(reach);
        this.connections =
                feeds.size() * settings.count("jobdrop.download.parallel") * settings.count("jobdrop.download.ranges");
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        http.configure(builder, connections, new GuardedResolver(guard));
        builder.setRoutePlanner(new ResultRoutes(guard, reach)).addExecInterceptorFirst("result-http", this::execute);
    }

    /** Whether a request, whose scope this is, asks for a result. */
    public static boolean isForResult(ExecChain.Scope scope) {
        return scope.clientContext.getAttribute(FOR_RESULT) != null;
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(FOR_RESULT, true);
        try {
            return ask(request, scope, chain);
        } catch (IOException e) {
            throw InvalidResponse.redacted(e, redact);
        }
    }

    private ClassicHttpResponse ask(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ResultRoutes.address(request);
        ApiRequest declared = pending.of(request);
        Header scheme = request.getFirstHeader(ResponseHead.AUTH_SCHEME);
        request.removeHeaders(PendingRequests.HEADER);
        request.removeHeaders(ResponseHead.AUTH_SCHEME);
        request.setHeader("Accept-Encoding", "identity");
        request.setHeader("Accept", "*/*");
        boolean authorized = scheme != null && isOwn(request);
        if (declared != null) {
            (authorized ? declared.headers(settings::get) : declared.headersWithoutSecrets())
                    .forEach(request::setHeader);
        }
        if (!authorized) {
            return send(request, false, scope, chain);
        }
        credentials.addTo(request, scheme.getValue());
        ClassicHttpResponse response = send(request, true, scope, chain);
        for (int renewals = 0;
                credentials.renewAfter(request, scheme.getValue(), response.getCode(), renewals);
                renewals++) {
            response.close();
            credentials.addTo(request, scheme.getValue());
            response = send(request, true, scope, chain);
        }
        return response;
    }

    private boolean isOwn(ClassicHttpRequest request) {
        try {
            return credentials.isOwn(request.getUri());
        } catch (URISyntaxException e) {
            return false; // A host that is no name of the vendor's.
        }
    }

    private ClassicHttpResponse send(
            ClassicHttpRequest request, boolean authorized, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        return gates.send(vendor, "result", request, () -> {
            requests.opened(scope.execRuntime);
            boolean reading = false;
            try {
                if (authorized) {
                    credentials.atItsTurn(request);
                }
                ClassicHttpResponse response = chain.proceed(request, scope);
                HttpEntity entity = response.getEntity();
                if (entity != null) {
                    response.setEntity(new AbortingEntity(entity, scope));
                    reading = true;
                }
                return response;
            } finally {
                if (!reading) {
                    requests.ended(scope.execRuntime);
                }
            }
        });
    }

    private final class AbortingEntity extends HttpEntityWrapper {
        private final ExecChain.Scope scope;
        private @org.jspecify.annotations.Nullable InputStream content;

        AbortingEntity(HttpEntity entity, ExecChain.Scope scope) {
            super(entity);
            this.scope = scope;
        }

        @Override
        public InputStream getContent() throws IOException {
            InputStream stream = content;
            if (stream == null) {
                stream = new AbortingStream(super.getContent(), scope);
                content = stream;
            }
            return stream;
        }
    }

    private final class AbortingStream extends BlockStream {
        private final ExecChain.Scope scope;
        private boolean ended;
        private boolean closed;

        AbortingStream(InputStream in, ExecChain.Scope scope) {
            super(in);
            this.scope = scope;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int count = super.read(buffer, offset, length);
                ended |= count < 0;
                return count;
            } catch (IOException e) {
                throw InvalidResponse.redacted(e, redact);
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            requests.ended(scope.execRuntime);
            if (ended) {
                super.close();
            } else {
                scope.execRuntime.discardEndpoint();
            }
        }
    }
}
