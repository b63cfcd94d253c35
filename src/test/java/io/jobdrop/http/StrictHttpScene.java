package io.jobdrop.http;

import io.jobdrop.support.ClientCalls;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.Faults;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** A hostile or broken host that answers at {@code /x} byte by byte, and our clients that ask it. */
final class StrictHttpScene implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(300);
    static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String PATH = "/x";

    final FakeVendor host = new FakeVendor();
    private final ClientCalls calls = new ClientCalls(host);

    StrictHttpScene() throws IOException {}

    void answers(Reply reply) {
        host.on(PATH, reply);
    }

    static CloseableHttpClient client(Duration time) {
        return build(StrictHttp.paced(time, "too late", 1024, SHORT));
    }

    static CloseableHttpClient build(StrictHttp http) {
        return builder(http).build();
    }

    static HttpClientBuilder builder(StrictHttp http) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        http.configure(builder, 4, null);
        return builder;
    }

    int status(CloseableHttpClient client) throws IOException {
        return calls.status(client, PATH);
    }

    String get(CloseableHttpClient client) throws IOException {
        return calls.get(client, PATH);
    }

    String byteByByte(CloseableHttpClient client) throws IOException {
        return calls.byteByByte(client, PATH);
    }

    /** The body that a client makes of a reply, or why it refuses it. */
    String answered(String reply) throws IOException {
        answers(Faults.raw(reply));
        try (CloseableHttpClient client = client(LONG)) {
            return get(client);
        } catch (InvalidResponse e) {
            return e.getMessage();
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
