package io.jobdrop.download;

import io.jobdrop.config.Settings;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.stage.DaemonThreads;
import io.jobdrop.vendor.PendingRequests;
import io.jobdrop.vendor.Throttles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches parts of a large result beside one another (RFC 9110 14), where the settings allow it and its host offers it:
 * by the request that began it, with a range. A host that is the vendor's API is not asked so, since each part would
 * count against the account's rate.
 *
 * <p>Parts wait in memory for their turn, all together in an eighth of the heap.
 */
public final class Ranges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ranges.class);
    private static final int SHARE_OF_HEAP = 8;

    private final int most;
    private final long above;
    private final Throttles gates;
    private final Semaphore memory =
            new Semaphore((int) (Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / RangedBody.PART_BYTES));
    private final ExecutorService threads = DaemonThreads.named("jobdrop-range");

    public Ranges(Settings settings, Throttles gates) {
        this.most = settings.count("jobdrop.download.ranges");
        this.above = settings.bytes("jobdrop.download.ranges-above");
        this.gates = gates;
    }

    /**
     * The body of a response, which may come over more connections from now on.
     *
     * @param from what is known of the result before the body's first byte
     * @param exchange that of the response
     */
    InputStream body(Download download, ResultResponse response, InputStream body, Checkpoint from, Exchange exchange) {
        boolean wanted = most > 1 && from.total() >= above && from.validator() != null && response.offersRanges();
        ResultUrl url = download.nextUrl();
        if (!wanted || url == null || gates.isApi(download.job().vendor(), url.scheme(), url.host(), url.port())) {
            return body;
        }
        String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
        Optional<Endpoint> get = exchange.getContext().getEndpoints().stream()
                .filter(endpoint -> endpoint.getEndpointUri().equals(uri))
                .findFirst();
        return get.<InputStream>map(endpoint -> new RangedBody(
                        body,
                        from.flushed(),
                        from.total(),
                        new Connections(download, from, endpoint, exchange.getExchangeId())))
                .orElse(body);
    }

    private final class Connections implements RangedBody.Link {
        private final Download download;
        private final String url;
        private final Checkpoint from;
        private final Endpoint get;
        private final String request;

        Connections(Download download, Checkpoint from, Endpoint get, String request) {
            this.download = download;
            this.url = download.getUrl();
            this.from = from;
            this.get = get;
            this.request = request;
        }

        @Override
        public CompletableFuture<Void> fetch(long first, byte[] into, int length) {
            return CompletableFuture.runAsync(
                    () -> {
                        try {
                            fetchNow(first, into, length);
                        } catch (IOException e) {
                            LOG.debug(
                                    "{} {}: the part at {} did not come", download.job(), download.result(), first, e);
                            throw new CompletionException(e);
                        }
                    },
                    threads);
        }

        // Without Camel's unit of work, which would close the body before it is read.
        private void fetchNow(long first, byte[] into, int length) throws IOException {
            Exchange exchange = get.createExchange();
            exchange.setProperty(Exchange.SKIP_GZIP_ENCODING, "true");
            exchange.getMessage().setHeader(ResultHttp.URL, url);
            exchange.getMessage().setHeader(PendingRequests.HEADER, request);
            exchange.getMessage().setHeader("Range", "bytes=" + first + "-" + (first + length - 1));
            exchange.getMessage().setHeader("If-Range", from.validator());
            try (Producer producer = get.createProducer()) {
                producer.start();
                producer.process(exchange);
                ResultResponse response = ResultResponse.of(exchange.getMessage());
                try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
                    if (response.status() != 206 || !response.isPart(from.at(first), download, length)) {
                        throw new IOException(
                                download.host() + " answered " + response.status() + " where a part was asked for");
                    }
                    if (body == null || body.readNBytes(into, 0, length) != length || body.read() >= 0) {
                        throw new EOFException("a part has not the length that was announced");
                    }
                }
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("a part was not asked for: " + e.getMessage(), e);
            }
        }

        @Override
        public int most() {
            return most;
        }

        @Override
        public Semaphore memory() {
            return memory;
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    }

    /** Ends the threads; no download is under way any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
