package io.jobdrop.download;

import io.jobdrop.http.Reach;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * Leads a request to the URL in its header {@link ResultHttp#URL}, whatever it was made for. A host that is reached by a
 * proxy is judged here, since its address is never seen.
 */
final class ResultRoutes implements HttpRoutePlanner {
    private final AddressGuard guard;
    private final Reach reach;
    private final HttpRoutePlanner planner;

    ResultRoutes(AddressGuard guard, Reach reach) {
        this.guard = guard;
        this.reach = reach;
        this.planner = reach.routes();
    }

    @Override
    public HttpRoute determineRoute(HttpHost target, HttpContext context) throws HttpException {
        return planner.determineRoute(target, context);
    }

    @Override
    public HttpRoute determineRoute(HttpHost target, HttpRequest request, HttpContext context) throws HttpException {
        ResultUrl url = url(request);
        if (url == null) {
            return planner.determineRoute(target, request, context);
        }
        String host = bare(url.host());
        if (reach.isByProxy(host, url.port())) {
            guard.requirePublic(url.host(), url.port());
        }
        // Without the request, whose own authority would be taken for the name in TLS.
        return planner.determineRoute(new HttpHost(url.scheme(), host, url.port()), context);
    }

    /** Makes the request one for that URL; the header does not leave this machine. */
    static void address(HttpRequest request) {
        ResultUrl url = url(request);
        if (url != null) {
            boolean usual = url.port() == (url.scheme().equals("https") ? 443 : 80);
            request.removeHeaders(ResultHttp.URL);
            request.setScheme(url.scheme());
            request.setAuthority(new URIAuthority(bare(url.host()), usual ? -1 : url.port()));
            request.setPath(url.target());
        }
    }

    private static @Nullable ResultUrl url(HttpRequest request) {
        Header header = request.getFirstHeader(ResultHttp.URL);
        return header == null ? null : ResultUrl.parse(header.getValue(), null);
    }

    /** A host without the brackets of an IPv6 address. */
    static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
