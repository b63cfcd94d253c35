package io.jobdrop.vendor;

import io.jobdrop.config.LedgerAddress.OnServer;
import io.jobdrop.config.Settings;
import io.jobdrop.metrics.Meters;
import io.jobdrop.record.Accounts;
import io.jobdrop.record.LedgerDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** The gates of one of several nodes, with connections of its own to the ledger's server. */
final class SharedNode implements AutoCloseable {
    static final String VENDOR = "convertly";

    final Throttles throttles;
    private final Settings settings;
    private final LedgerDatabase database;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    SharedNode(OnServer ledger, Settings settings, Clock clock, Path drop) {
        this.settings = settings;
        database = LedgerDatabase.open(ledger, drop);
        throttles = new Throttles(settings, clock, () -> false, Meters.NONE, Accounts.of(database, Optional::empty));
        throttles.begin();
    }

    /** Sends a request when its turn has come; it travels for some time. */
    int get(String path, long millis) {
        try {
            return throttles
                    .sendAsAccount(VENDOR, () -> {
                        new CompletableFuture<>()
                                .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                                .join();
                        return answer(path);
                    })
                    .getCode();
        } catch (IOException | HttpException e) {
            throw new IllegalStateException(e);
        }
    }

    private ClassicHttpResponse answer(String path) throws IOException {
        try {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(settings.get(VENDOR + ".url") + path))
                            .build(),
                    BodyHandlers.ofString());
            BasicClassicHttpResponse response = new BasicClassicHttpResponse(answer.statusCode());
            answer.headers().firstValue("Retry-After").ifPresent(time -> response.setHeader("Retry-After", time));
            return response;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        throttles.close();
        database.close();
    }
}
