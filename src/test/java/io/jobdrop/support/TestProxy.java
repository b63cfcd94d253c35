package io.jobdrop.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An http proxy that may want user and password, passes on what comes with them, and remembers where to. */
public final class TestProxy implements AutoCloseable {
    private final String wanted;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> names = new ConcurrentHashMap<>();

    public TestProxy(String user, String password) throws IOException {
        this("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** One that lets everybody pass. */
    public TestProxy() throws IOException {
        this("");
    }

    private TestProxy(String wanted) throws IOException {
        this.wanted = wanted;
        socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    /** Lets a name that nobody else knows lead to a port of this machine. */
    public TestProxy leading(String host, int port) {
        names.put(host, port);
        return this;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The first lines of what it let pass, one for each connection. */
    public List<String> passed() {
        return List.copyOf(passed);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            HttpHead head = HttpHead.read(in);
            if (head != null && wanted.equals(head.headers().getOrDefault("Proxy-Authorization", ""))) {
                passed.add(head.first());
                pass(head, in, client);
            } else {
                client.getOutputStream()
                        .write(ascii("HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"test\"\r\n"
                                + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
                client.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            // The client or the server went away.
        }
    }

    // What follows on the connection goes to the same server.
    private void pass(HttpHead head, InputStream in, Socket client) throws IOException {
        boolean tunnel = head.method().equals("CONNECT");
        URI target = URI.create((tunnel ? "https://" : "") + head.first().split(" ")[1]);
        Integer known = names.get(target.getHost());
        try (Socket server =
                known == null ? new Socket(target.getHost(), target.getPort()) : new Socket("127.0.0.1", known)) {
            if (tunnel) {
                client.getOutputStream().write(ascii("HTTP/1.1 200 Connected\r\n\r\n"));
            } else {
                server.getOutputStream().write(ascii(forwarded(head, target)));
            }
            threads.execute(() -> copy(in, server));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    // As RFC 9112 3.2.1 and RFC 9110 11.7.2 want it: the server gets its path alone, and nothing that is the proxy's.
    private static String forwarded(HttpHead head, URI target) {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        String first = head.method() + " " + target.getRawPath() + query + " HTTP/1.1";
        return Stream.of(new String(head.raw(), StandardCharsets.US_ASCII).split("\r\n"))
                .skip(1)
                .filter(line -> !line.regionMatches(true, 0, "Proxy-", 0, 6))
                .collect(Collectors.joining("\r\n", first + "\r\n", "\r\n\r\n"));
    }

    private static void copy(InputStream in, Socket server) {
        try {
            in.transferTo(server.getOutputStream());
            server.shutdownOutput();
        } catch (IOException e) {
            // The client or the server went away.
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
