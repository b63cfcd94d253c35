package io.jobdrop.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A server on loopback that answers what a test announced, remembers every request, and answers 501 to a request that
 * nobody announced. {@link #unexpected()} tells them.
 */
public final class FakeVendor implements AutoCloseable {
    /** A request as it arrived. */
    public record Request(String path, Map<String, String> query, Map<String, List<String>> headers) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }

        public int number(String parameter) {
            return Integer.parseInt(query.get(parameter));
        }
    }

    /** What to answer: {@code announced} is the Content-Length, or -1 for a chunked body. */
    public record Answer(int status, Map<String, String> headers, byte[] body, long announced) {
        public static Answer json(String json) {
            return bytes("application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        public static Answer bytes(String type, byte[] body) {
            return new Answer(200, Map.of("Content-Type", type), body, body.length);
        }

        public static Answer status(int status, String json) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            return new Answer(status, Map.of("Content-Type", "application/problem+json"), body, body.length);
        }

        public static Answer redirect(String location) {
            return new Answer(302, Map.of("Location", location), new byte[0], 0);
        }

        public Answer with(String header, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body, announced);
        }

        /** The same body, announced with another length: a longer one makes the body break off. */
        public Answer announcing(long length) {
            return new Answer(status, headers, body, length);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Function<Request, Answer>> routes = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> unexpected = new CopyOnWriteArrayList<>();

    public FakeVendor() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public FakeVendor on(String path, Function<Request, Answer> answer) {
        routes.put(path, answer);
        return this;
    }

    public FakeVendor on(String path, Answer answer) {
        return on(path, request -> answer);
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String url() {
        return "http://" + host();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Request> requests(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).toList();
    }

    public List<String> unexpected() {
        return unexpected;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        Request request =
                new Request(exchange.getRequestURI().getPath(), query, Map.copyOf(exchange.getRequestHeaders()));
        requests.add(request);
        Function<Request, Answer> route = routes.get(request.path());
        if (route == null) {
            unexpected.add(request.path());
        }
        Answer answer = route == null ? Answer.status(501, "{}") : route.apply(request);
        try (exchange) {
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            long length = answer.announced() < 0 ? 0 : answer.announced() == 0 ? -1 : answer.announced();
            exchange.sendResponseHeaders(answer.status(), length);
            OutputStream out = exchange.getResponseBody();
            out.write(answer.body());
            out.flush();
        } catch (IOException e) {
            // The client went away, or the announced length was wrong on purpose.
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
