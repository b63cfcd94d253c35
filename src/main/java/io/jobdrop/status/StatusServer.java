package io.jobdrop.status;

import io.jobdrop.status.Request.Reach;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncServerBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncServer;
import org.apache.hc.core5.http.nio.AsyncRequestConsumer;
import org.apache.hc.core5.http.nio.AsyncResponseProducer;
import org.apache.hc.core5.http.nio.AsyncServerRequestHandler;
import org.apache.hc.core5.http.nio.support.AsyncResponseBuilder;
import org.apache.hc.core5.http.nio.support.BasicRequestConsumer;
import org.apache.hc.core5.http.nio.support.BasicServerExchangeHandler;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.ListenerEndpoint;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The status site on a port of our own. A connection carries one request and lives for thirty seconds at most; there are
 * at most 64 at a time, and they need no thread while they wait. So nobody who is slow holds anybody else back.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final int MOST_CONNECTIONS = 64;
    private static final int WORKERS = 4;
    private static final Timeout LIFE = Timeout.ofSeconds(30);
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_LINE = 8192;

    private final HttpAsyncServer server;
    private final ScheduledThreadPoolExecutor workers;
    private int opened;

    private StatusServer(HttpAsyncServer server, ScheduledThreadPoolExecutor workers) {
        this.server = server;
        this.workers = workers;
    }

    /** Serves the site; {@link #close} ends that. */
    public static StatusServer start(String host, int port, StatusSite site) throws IOException {
        return start(host, port, site, LIFE);
    }

    static StatusServer start(String host, int port, StatusSite site, Timeout life) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        AtomicInteger count = new AtomicInteger();
        ScheduledThreadPoolExecutor workers = new ScheduledThreadPoolExecutor(WORKERS, work -> {
            Thread thread = new Thread(work, "jobdrop-http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        workers.setRemoveOnCancelPolicy(true);
        Exchanges exchanges =
                new Exchanges(site, workers, address.isLoopbackAddress() ? Reach.LOOPBACK : Reach.NETWORK);
        HttpAsyncServer server = AsyncServerBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setSoTimeout(life)
                        .setIoThreadCount(1)
                        .setSoReuseAddress(true)
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxHeaderCount(MOST_HEADERS)
                        .setMaxLineLength(LONGEST_LINE)
                        .build())
                .setIOSessionListener(new Connections(workers, MOST_CONNECTIONS, life))
                .setExceptionCallback(e -> LOG.debug("a connection of the status page broke", e))
                .setRequestRouter((request, context) -> () -> new BasicServerExchangeHandler<>(exchanges))
                .create();
        StatusServer started = new StatusServer(server, workers);
        try {
            server.start();
            ListenerEndpoint endpoint = server.listen(new InetSocketAddress(address, port), URIScheme.HTTP)
                    .get();
            started.opened = ((InetSocketAddress) endpoint.getAddress()).getPort();
            return started;
        } catch (ExecutionException e) {
            started.close();
            throw new IOException(
                    "port " + port + " on " + host + " cannot be opened: "
                            + String.valueOf(
                                    e.getCause() == null ? e : e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            started.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the port was opened");
        }
    }

    private record Exchanges(StatusSite site, ScheduledThreadPoolExecutor workers, Reach reach)
            implements AsyncServerRequestHandler<Message<HttpRequest, byte[]>> {
        @Override
        public AsyncRequestConsumer<Message<HttpRequest, byte[]>> prepare(
                HttpRequest request, EntityDetails entity, HttpContext context) {
            return new BasicRequestConsumer<>(entity == null ? null : new BoundedBody());
        }

        @Override
        public void handle(Message<HttpRequest, byte[]> message, ResponseTrigger trigger, HttpContext context) {
            workers.execute(() -> {
                try {
                    trigger.submitResponse(response(message), context);
                } catch (HttpException | IOException e) {
                    LOG.debug("a response of the status page was not sent", e);
                }
            });
        }

        private AsyncResponseProducer response(Message<HttpRequest, byte[]> message) {
            Response response = site.answer(request(message.getHead(), message.getBody()));
            AsyncResponseBuilder builder = AsyncResponseBuilder.create(response.status());
            response.headers().forEach((name, value) -> {
                if (!name.equals("Content-Type")) {
                    builder.addHeader(name, value);
                }
            });
            builder.addHeader("Connection", "close");
            builder.addHeader("Server", "Jobdrop");
            return builder.setEntity(
                            response.body().getBytes(StandardCharsets.UTF_8),
                            ContentType.parse(response.headers().get("Content-Type")))
                    .build();
        }

        private Request request(HttpRequest head, byte[] body) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : head.getHeaders()) {
                headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), String.valueOf(header.getValue()));
            }
            if (head.getAuthority() != null) {
                headers.put("host", head.getAuthority().toString());
            }
            String target = String.valueOf(head.getPath());
            int mark = target.indexOf('?');
            return new Request(
                    head.getMethod(),
                    mark < 0 ? target : target.substring(0, mark),
                    mark < 0 ? "" : target.substring(mark + 1),
                    headers,
                    body == null ? "" : new String(body, StandardCharsets.ISO_8859_1),
                    reach,
                    "");
        }
    }

    /** The port that was opened, also when the system chose it. */
    int port() {
        return opened;
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
        workers.shutdownNow();
        try {
            server.awaitShutdown(TimeValue.of(5, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
