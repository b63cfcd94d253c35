package io.jobdrop.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.RouteInfo;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Lookup;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Connects to hosts or to the proxy before them, with sockets that know the deadline of their connection, which binds
 * them before it connects them. The resolver that judges hosts is not asked for the proxy, which the operator named.
 */
final class RoutedConnections extends DefaultHttpClientConnectionOperator {
    private final @Nullable Proxy proxy;
    private final DefaultHttpClientConnectionOperator toProxy;

    RoutedConnections(@Nullable Proxy proxy, SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
        super(unused -> new TimedSocket(), ports, names, https(tls));
        this.proxy = proxy;
        this.toProxy = new DefaultHttpClientConnectionOperator(
                unused -> new TimedSocket(), ports, SystemDefaultDnsResolver.INSTANCE, https(tls));
    }

    private static Lookup<TlsSocketStrategy> https(TlsSocketStrategy tls) {
        return RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, tls)
                .build();
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable Path unixDomainSocket,
            @Nullable InetSocketAddress local,
            @Nullable Timeout timeout,
            SocketConfig config,
            @Nullable Object attachment,
            HttpContext context)
            throws IOException {
        RouteInfo route = HttpClientContext.cast(context).getHttpRoute();
        if (proxy == null || route == null || route.getProxyHost() == null) {
            super.connect(connection, host, name, unixDomainSocket, local, timeout, config, attachment, context);
            return;
        }
        Tunnel tunnel = new Tunnel(proxy, route.getTargetHost());
        if (connection instanceof StrictConnection strict) {
            strict.through(tunnel);
        }
        try {
            toProxy.connect(connection, host, name, unixDomainSocket, local, timeout, config, attachment, context);
        } catch (IOException e) {
            throw tunnel.failed(e);
        }
    }
}
