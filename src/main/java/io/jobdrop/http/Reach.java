package io.jobdrop.http;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * How a vendor and its result hosts are reached: directly or by a proxy, and with which certificates. Each client of
 * {@link StrictHttp} has one.
 *
 * @param proxy null when there is none
 */
public record Reach(@Nullable Proxy proxy, Tls tls) {
    /** Without a proxy, and with the certificates that Java trusts. */
    public static Reach direct() {
        return new Reach(null, new Tls(TlsKeys.ofJava(), HostList.NONE, "jobdrop.tls"));
    }

    /** Whether a host is reached by a proxy, which resolves its name. */
    public boolean isByProxy(String host, int port) {
        return proxy != null && proxy.serves(host, port);
    }

    /** Decides for each request whether it goes by the proxy. */
    public HttpRoutePlanner routes() {
        return new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE) {
            @Override
            protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                int port = DefaultSchemePortResolver.INSTANCE.resolve(target);
                return proxy != null && proxy.serves(target.getHostName(), port) ? proxy.address() : null;
            }
        };
    }

    // Knows the route before anything is connected, and says in words whose fault a failure is.
    ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpRoute route = scope.route;
        scope.clientContext.setRoute(route);
        HttpHost by = route.getProxyHost();
        if (by != null && proxy != null) {
            proxy.authenticate(scope.clientContext.getAuthExchange(by));
        }
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (by == null || proxy == null || route.isTunnelled()) {
                return response;
            }
            return new Tunnel(proxy, route.getTargetHost()).passed(response);
        } catch (ProxyFailure e) {
            throw e;
        } catch (IOException e) {
            throw tls.failure(route.getTargetHost(), e, scope.clientContext);
        }
    }
}
