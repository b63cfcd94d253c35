package bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The bench's side of the stand-in. */
final class VendorProcess implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int apiPort;
    private final int filesPort;

    /** What an account was asked for; times are milliseconds since 1970, 0 for never. */
    record Stats(
            long lists,
            long details,
            long downloads,
            long apiBytes,
            long firstRequestAt,
            long lastRequestAt,
            long lastDownloadAt) {
        long requests() {
            return lists + details + downloads;
        }
    }

    VendorProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String[] ports = said.readLine().split(" ");
        apiPort = Integer.parseInt(ports[0]);
        filesPort = Integer.parseInt(ports[1]);
    }

    String url() {
        return "http://127.0.0.1:" + apiPort;
    }

    /** The host that result URLs name. */
    String resultHost() {
        return "127.0.0.1:" + filesPort;
    }

    String resultUrls(String account) {
        return "http://" + resultHost() + "/files/" + account + "/";
    }

    /** Makes new jobs for an account, each with a result of so many bytes. */
    void add(String account, long jobs, long size) throws IOException, InterruptedException {
        ask("/_account?name=" + account + "&add=" + jobs + "&size=" + size);
    }

    /** The same for results whose length is not announced. */
    void addChunked(String account, long jobs, long size) throws IOException, InterruptedException {
        ask("/_account?name=" + account + "&add=" + jobs + "&size=" + size + "&chunked=true");
    }

    /** The same from a host that sends each connection so many bytes a second, and offers ranges. */
    void addSlow(String account, long jobs, long size, long rate) throws IOException, InterruptedException {
        ask("/_account?name=" + account + "&add=" + jobs + "&size=" + size + "&rate=" + rate);
    }

    /** From now on the account is not answered any more. */
    void hang(String account) throws IOException, InterruptedException {
        ask("/_account?name=" + account + "&hanging=true");
    }

    Stats stats(String account) throws IOException, InterruptedException {
        return json.readValue(ask("/_stats?name=" + account), Stats.class);
    }

    private String ask(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
