package io.jobdrop.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on loopback, made of plain sockets, so that it can misbehave below HTTP too. It answers what was
 * announced, remembers every request, and answers 501 to what nobody announced.
 */
public final class FaultHost implements AutoCloseable {
    /** A request as it arrived; {@code at} is when, in nanoseconds of {@link System#nanoTime()}. */
    public record Request(String path, String query, Map<String, String> headers, long at) {
        public String header(String name) {
            return headers.get(name);
        }
    }

    /** What is done with a connection after a request. */
    @FunctionalInterface
    public interface Reply {
        void send(Request request, Wire wire) throws IOException;
    }

    /** The connection, as a reply sees it. */
    public static final class Wire {
        private final Socket socket;
        private final CountDownLatch closed;
        private final NextRequest next;

        Wire(Socket socket, CountDownLatch closed, NextRequest next) {
            this.socket = socket;
            this.closed = closed;
            this.next = next;
        }

        /** Waits for one more request on this connection; false when it ends without one. */
        public boolean next() {
            try {
                next.read();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        public void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void write(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Ends the connection as a crash does. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits, or ends early with the server. */
        public void pause(long millis) {
            try {
                closed.await(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface NextRequest {
        Request read() throws IOException;
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public FaultHost() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    public FaultHost on(String path, Reply reply) {
        replies.put(path, reply);
        return this;
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
            InputStream in = new BufferedInputStream(socket.getInputStream());
            NextRequest next = () -> {
                Request read = read(in);
                requests.add(read);
                return read;
            };
            Request request = next.read();
            Reply reply = replies.getOrDefault(request.path(), Faults.status(501));
            reply.send(request, new Wire(socket, closed, next));
            if (!socket.isClosed()) {
                socket.shutdownOutput();
                drain(socket);
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    // Closing with unread bytes would reset the connection, and the client might lose what was sent.
    private static void drain(Socket socket) throws IOException {
        socket.setSoTimeout(1000);
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
            continue;
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        String[] target = first.split(" ")[1].split("\\?", 2);
        return new Request(target[0], target.length > 1 ? target[1] : "", headers, System.nanoTime());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("no request");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        threads.shutdownNow();
    }
}
