package io.jobdrop.vendor;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.config.VendorReach;
import io.jobdrop.http.InvalidResponse;
import io.jobdrop.http.StrictHttp;
import io.jobdrop.job.ApiRequest;
import io.jobdrop.job.Held;
import io.jobdrop.job.RequestTemplate;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.utils.URIUtils;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * The HTTP client of one vendor's API: it carries the vendor's {@link Credentials} to the vendor's origin, and refuses to
 * send anything elsewhere.
 *
 * <p>They are added here, below the routes, so that they never enter an exchange. After a 401 they are renewed once, and
 * the request is sent once more. A redirect within the origin is
 * followed with the key, one to elsewhere is refused. An answer is read whole, within {@code jobdrop.api.timeout} and
 * {@code jobdrop.api.max-size}, so that one that breaks off or is no JSON fails the request itself, which the routes then
 * repeat.
 */
public final class VendorAccount implements HttpClientConfigurer {
    private static final int CONNECTIONS_PER_FEED = 64;
    private static final int MOST_HOPS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Settings settings;
    private final Credentials credentials;
    private final Throttles gates;
    private final OpenRequests requests;
    private final PendingRequests pending;
    private final VendorResponse answers;
    private final String vendor;
    private final int connections;
    private final Set<String> kept;
    private final Set<RequestTemplate> lists;

    /**
     * The account of the settings {@code VENDOR.url} and {@code VENDOR.auth}.
     *
     * @param feeds those that ask, each with some requests at the same time
     */
    public VendorAccount(
            String vendor,
            Collection<Feed> feeds,
            Settings settings,
            Credentials credentials,
            Throttles gates,
            OpenRequests requests,
            PendingRequests pending) {
        this.vendor = vendor;
        this.connections = feeds.size() * CONNECTIONS_PER_FEED;
        this.kept = ResponseHead.kept(feeds);
        this.lists = feeds.stream()
                .flatMap(feed -> feed.list().stream())
                .map(Feed.JobList::request)
                .collect(Collectors.toUnmodifiableSet());
        this.settings = settings;
        this.credentials = credentials;
        this.requests = requests;
        this.pending = pending;
        this.gates = gates;
        this.answers = new VendorResponse(settings);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Duration timeout = settings.duration("jobdrop.api.timeout");
        String lost = "the answer took longer than jobdrop.api.timeout (" + settings.get("jobdrop.api.timeout") + ")";
        StrictHttp.whole(timeout, lost).by(VendorReach.of(settings, vendor)).configure(builder, connections, null);
        builder.addExecInterceptorFirst("vendor-account", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        try {
            return ask(request, scope, chain);
        } catch (IOException e) {
            throw InvalidResponse.redacted(e, settings::redact);
        }
    }

    private ClassicHttpResponse ask(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Origin origin = Origin.of(URI.create(settings.get(vendor + ".url")));
        ApiRequest wanted = pending.of(request);
        if (wanted == null) {
            throw new IllegalStateException("a request for " + vendor + " that no route declared; nothing was sent");
        }
        URI asked = address(wanted, origin);
        long deadline =
                System.nanoTime() + settings.duration("jobdrop.api.timeout").toNanos();
        String scheme = scheme(request);
        int renewals = 0;
        int hops = 0;
        while (true) {
            ClassicHttpRequest own = request(wanted, asked, scheme);
            ClassicHttpResponse response =
                    send(lists.contains(wanted.template()) ? "list" : "detail", own, scope, chain);
            if (credentials.renewAfter(own, scheme, response.getCode(), renewals)) {
                renewals++;
                continue;
            }
            if (!REDIRECTS.contains(response.getCode())) {
                return read(response);
            }
            if (!wanted.method().equals("GET")) {
                throw new Held(vendor + " redirects a " + wanted.method() + " (" + response.getCode()
                        + "), which is not followed; the next poll checks it again");
            }
            if (++hops > MOST_HOPS || System.nanoTime() > deadline) {
                throw new Held(vendor + " redirects more than " + MOST_HOPS + " times, or for longer than"
                        + " jobdrop.api.timeout; the next poll checks it again");
            }
            asked = target(asked, response, origin);
        }
    }

    // A request of our own, with nothing of what a route or an earlier hop may have left in another.
    private ClassicHttpRequest request(ApiRequest wanted, URI target, String scheme) throws IOException {
        ClassicHttpRequest request =
                ClassicRequestBuilder.create(wanted.method()).setUri(target).build();
        request.setHeader("Accept", "application/json");
        String body = wanted.body(settings::get);
        if (body != null) {
            request.setEntity(new StringEntity(body, StandardCharsets.UTF_8));
            request.setHeader("Content-Type", "application/json");
        }
        wanted.headers(settings::get).forEach(request::setHeader);
        request.setHeader("Accept-Encoding", "gzip");
        credentials.addTo(request, scheme);
        return request;
    }

    private static String scheme(ClassicHttpRequest request) {
        Header declared = request.getFirstHeader(ResponseHead.AUTH_SCHEME);
        return declared == null ? "" : declared.getValue();
    }

    private ClassicHttpResponse send(String kind, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        return gates.send(vendor, kind, request, () -> {
            requests.opened(scope.execRuntime);
            try {
                credentials.atItsTurn(request);
                ClassicHttpResponse response = chain.proceed(request, scope);
                response.setEntity(WholeBody.of(response, scope, vendor, answers.mostBytes()));
                return response;
            } finally {
                requests.ended(scope.execRuntime);
            }
        });
    }

    private URI target(URI from, ClassicHttpResponse response, Origin origin) {
        Header[] locations = response.getHeaders("Location");
        if (locations.length != 1) {
            throw new Held(vendor + " answered " + response.getCode() + " with " + locations.length
                    + " Location headers; the next poll checks it again");
        }
        URI to;
        try {
            to = URIUtils.resolve(from, new URI(locations[0].getValue()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw unreadable(response);
        }
        if (to.getHost() == null) {
            throw unreadable(response);
        }
        if (!origin.equals(Origin.of(to))) {
            throw new Held(vendor + " answered " + response.getCode() + " and redirects from " + origin + " to "
                    + Origin.of(to) + ", which does not get the key; nothing was requested there. If it is meant, set "
                    + vendor + ".url");
        }
        return bare(to);
    }

    // Without a fragment, and without a user: RFC 9110 4.2.4.
    private static URI bare(URI url) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(Origin.of(url) + url.getRawPath() + query);
    }

    private Held unreadable(ClassicHttpResponse response) {
        return new Held(vendor + " answered " + response.getCode()
                + " with a Location that is no URL of a host; the next poll checks it again");
    }

    // The routes get the JSON of a success and what names the next page; of a failure, all that says when to ask again.
    private ClassicHttpResponse read(ClassicHttpResponse response) throws IOException {
        JsonBody.Entity entity = (JsonBody.Entity) response.getEntity();
        entity.read(answers.read(response.getCode(), entity.bytes(), Objects.toString(entity.getContentType(), "")));
        if (response.getCode() < 300) {
            response.setHeaders(Stream.of(response.getHeaders())
                    .filter(header -> kept.contains(header.getName()))
                    .toArray(Header[]::new));
        } else {
            response.removeHeaders("Content-Encoding");
        }
        return response;
    }

    private URI address(ApiRequest wanted, Origin origin) {
        URI asked;
        try {
            asked = URI.create(VendorAddress.of(settings, vendor) + wanted.target(settings::get));
        } catch (IllegalArgumentException e) {
            throw new Held(vendor + ": the feed's " + wanted + " is no address; nothing was requested");
        }
        if (!origin.equals(Origin.of(asked))) {
            throw new IllegalStateException("a request for " + vendor + " was about to leave " + vendor + ".url");
        }
        return asked;
    }
}
