package io.jobdrop.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A vendor, or a host of its results: an HTTP/1.1 server on loopback, made of plain sockets, so that it can misbehave
 * below HTTP too ({@link Faults}). It answers what a test announced, remembers every request, and answers 501 to a
 * request that nobody announced. {@link #unexpected()} tells their paths.
 */
public final class FakeVendor implements AutoCloseable {
    /**
     * A request as it arrived.
     *
     * @param body with the framing that it had
     * @param at when, in nanoseconds of {@link System#nanoTime()}
     */
    public record Request(String path, String query, Map<String, String> headers, String body, long at) {
        public String header(String name) {
            return headers.get(name);
        }

        /** The parameters of the query, decoded. */
        public Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
            }
            return parameters;
        }

        public int number(String parameter) {
            return Integer.parseInt(parameters().get(parameter));
        }
    }

    /** What is done with a connection after a request. */
    @FunctionalInterface
    public interface Reply {
        void send(Request request, Wire wire) throws IOException;
    }

    /**
     * A well-formed answer: {@code announced} is the Content-Length, or -1 for a chunked body. Unless the length is a
     * wrong one, the connection takes further requests.
     */
    public record Answer(int status, Map<String, String> headers, byte[] body, long announced) implements Reply {
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

        @Override
        public void send(Request request, Wire wire) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nDate: ")
                    .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
            headers.forEach((name, value) ->
                    head.append("\r\n").append(name).append(": ").append(value));
            boolean chunked = announced < 0;
            head.append(chunked ? "\r\nTransfer-Encoding: chunked\r\n\r\n" : "\r\nContent-Length: " + announced)
                    .append(chunked ? Integer.toHexString(body.length) + "\r\n" : "\r\n\r\n");
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            whole.writeBytes(body);
            whole.writeBytes((chunked ? "\r\n0\r\n\r\n" : "").getBytes(StandardCharsets.ISO_8859_1));
            wire.write(whole.toByteArray());
            if (chunked || announced == body.length) {
                wire.keep();
            }
        }
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> unexpected = new CopyOnWriteArrayList<>();

    public FakeVendor() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    public FakeVendor on(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    public FakeVendor on(String path, Function<Request, Answer> answer) {
        return on(path, (request, wire) -> answer.apply(request).send(request, wire));
    }

    public String host() {
        return "127.0.0.1:" + server.getLocalPort();
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
        return List.copyOf(unexpected);
    }

    /** How many connections were opened. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            open.add(socket);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Wire wire = new Wire(socket, closed, () -> read(in));
            do {
                Request request = read(in);
                reply(request).send(request, wire);
            } while (wire.isKept());
            if (!socket.isClosed()) {
                socket.shutdownOutput();
                drain(socket);
            }
        } catch (IOException e) {
            // The client went away.
        } finally {
            open.remove(socket);
        }
    }

    private Reply reply(Request request) {
        Reply reply = replies.get(request.path());
        if (reply == null) {
            unexpected.add(request.path());
            return Faults.status(501);
        }
        return reply;
    }

    // Closing with unread bytes would reset the connection, and the client might lose what was sent.
    private static void drain(Socket socket) throws IOException {
        socket.setSoTimeout(1000);
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            continue;
        }
    }

    private Request read(InputStream in) throws IOException {
        HttpHead head = HttpHead.read(in);
        if (head == null) {
            throw new IOException("no request");
        }
        String[] target = head.first().split(" ")[1].split("\\?", 2);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpBody.copyOfRequest(head, in, body);
        Request request = new Request(
                target[0],
                target.length > 1 ? target[1] : "",
                head.headers(),
                body.toString(StandardCharsets.UTF_8),
                System.nanoTime());
        requests.add(request);
        return request;
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
