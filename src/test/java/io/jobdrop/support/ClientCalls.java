package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Requests to a {@link FakeVendor} by a client of HttpClient, and what it reads. */
public record ClientCalls(FakeVendor host) {
    public int status(CloseableHttpClient client, String path) throws IOException {
        return client.execute(new HttpGet(host.url() + path), ClassicHttpResponse::getCode);
    }

    public String get(CloseableHttpClient client, String path) throws IOException {
        return client.execute(new HttpGet(host.url() + path), response -> {
            try (InputStream body = response.getEntity().getContent()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    public String byteByByte(CloseableHttpClient client, String path) throws IOException {
        return client.execute(new HttpGet(host.url() + path), response -> {
            StringBuilder text = new StringBuilder();
            try (InputStream body = response.getEntity().getContent()) {
                for (int read = body.read(); read >= 0; read = body.read()) {
                    text.append((char) read);
                }
            }
            return text.toString();
        });
    }
}
