package io.jobdrop.http;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * What both of our HTTP clients have in common. A response is valid HTTP/1.1 or an {@link InvalidResponse}; its head has
 * at most 64 KB and 200 lines; bytes behind it are never taken for the next one; and a host that only trickles is given
 * up. No redirects, repetitions, cookies, content codings or protocol switches happen below us.
 */
public final class StrictHttp {
    /** The time over which the least rate of a body is measured. */
    public static final Duration WINDOW = Duration.ofSeconds(60);

    private final Duration time;
    private final Supplier<Patience> forHead;
    private final UnaryOperator<Patience> forBody;
    private final Reach reach;

    private StrictHttp(Duration time, Supplier<Patience> forHead, UnaryOperator<Patience> forBody, Reach reach) {
        this.time = time;
        this.forHead = forHead;
        this.forBody = forBody;
        this.reach = reach;
    }

    private StrictHttp(Duration time, String lost, UnaryOperator<Patience> forBody) {
        this(time, () -> Deadline.in(time.toNanos(), lost), forBody, Reach.direct());
    }

    /** Each answer is there to its last byte within a time, from connecting on; {@code lost} says that it was not. */
    public static StrictHttp whole(Duration time, String lost) {
        return new StrictHttp(time, lost, head -> head);
    }

    /**
     * Each head is there within a time, from connecting on; its body may pause for as long, and has a least rate.
     *
     * @param bytesPerSecond the least rate over each {@code window}; 0 for none
     */
    public static StrictHttp paced(Duration time, String lost, long bytesPerSecond, Duration window) {
        return new StrictHttp(time, lost, head -> new Pace(bytesPerSecond, window));
    }

    /** The same, by a vendor's proxy and certificates; without it, directly and with those of Java. */
    public StrictHttp by(Reach vendors) {
        return new StrictHttp(time, forHead, forBody, vendors);
    }

    /**
     * Makes a client of so many connections strict, and lets it reach hosts as its {@link Reach} says.
     *
     * @param resolver finds the addresses of hosts that are reached without a proxy; null for the system's
     */
    public void configure(HttpClientBuilder builder, int connections, @Nullable DnsResolver resolver) {
        Timeout timeout = Timeout.of(time);
        builder.setConnectionManager(new Connections(reach.proxy())
                        .setConnectionFactory(socket -> new StrictConnection(forHead, forBody))
                        .setDnsResolver(resolver)
                        .setTlsSocketStrategy(reach.tls())
                        .setMaxConnPerRoute(connections)
                        .setMaxConnTotal(connections)
                        // The times here decide when a silent host is given up, not the probes of TCP.
                        .setDefaultSocketConfig(
                                SocketConfig.custom().setSoKeepAlive(false).build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(timeout)
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .build())
                        .build())
                .setConnectionManagerShared(false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setRoutePlanner(reach.routes())
                .addExecInterceptorFirst("reach", reach::send)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent(Product.USER_AGENT);
    }

    private static final class Connections extends PoolingHttpClientConnectionManagerBuilder {
        private final @Nullable Proxy proxy;

        Connections(@Nullable Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
            return new RoutedConnections(proxy, ports, names, tls);
        }
    }
}
