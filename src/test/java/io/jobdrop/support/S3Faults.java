package io.jobdrop.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and an S3 server, passes on every request byte for byte, remembers it, and does what a test
 * announced to go wrong. As the real S3, and unlike the servers behind it, it refuses a presigned URL that comes with an
 * Authorization header.
 */
public final class S3Faults implements AutoCloseable {
    private final URI server;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<S3Request> requests = new CopyOnWriteArrayList<>();

    public S3Faults(URI server) throws IOException {
        this.server = server;
        socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** Begins to announce what goes wrong with requests of a kind; without more, with the first from now on. */
    public Rule on(S3Request.Kind kind) {
        return new Rule(kind);
    }

    /** All requests that were answered, or whose connection ended, in the order of that. */
    public List<S3Request> requests() {
        return List.copyOf(requests);
    }

    public List<S3Request> requests(S3Request.Kind kind) {
        return requests.stream().filter(request -> request.kind() == kind).toList();
    }

    public int count(S3Request.Kind kind) {
        return requests(kind).size();
    }

    /** Forgets all announcements and all requests. */
    public void reset() {
        rules.clear();
        requests.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                clients.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            boolean open = true;
            while (open) {
                HttpHead head = HttpHead.read(in);
                open = head != null && exchange(head, client, in);
            }
        } catch (IOException e) {
            // The client or the server went away.
        } finally {
            clients.remove(client);
        }
    }

    private boolean exchange(HttpHead head, Socket client, InputStream in) throws IOException {
        S3Request request = S3Request.of(head);
        S3Fault fault = request.isSignedTwice() ? S3Fault.error(400, "InvalidArgument") : fault(request);
        return new S3Exchange(head, request, client, in, server, requests::add).run(fault);
    }

    private S3Fault fault(S3Request request) {
        // Each rule counts, whichever of them acts.
        List<Rule> due = rules.stream().filter(rule -> rule.isDue(request)).toList();
        return due.isEmpty() ? S3Fault.NONE : due.get(0).fault;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }

    /** Which requests go wrong: {@code faults.on(UPLOAD_PART).part(2).first(3).fails(error(503, "SlowDown"))}. */
    public final class Rule {
        private final S3Request.Kind kind;
        private final AtomicInteger seen = new AtomicInteger();
        private int part;
        private int from = 1;
        private int to = 1;
        private S3Fault fault = S3Fault.NONE;

        private Rule(S3Request.Kind kind) {
            this.kind = kind;
        }

        /** Only requests for the part of this number. */
        public Rule part(int number) {
            part = number;
            return this;
        }

        /** Only the n-th such request, counted from now. */
        public Rule nth(int n) {
            from = n;
            to = n;
            return this;
        }

        public Rule first(int n) {
            from = 1;
            to = n;
            return this;
        }

        public Rule always() {
            return first(Integer.MAX_VALUE);
        }

        public S3Faults fails(S3Fault with) {
            fault = with;
            rules.add(this);
            return S3Faults.this;
        }

        private boolean isDue(S3Request request) {
            if (request.kind() != kind || (part > 0 && request.part() != part)) {
                return false;
            }
            int n = seen.incrementAndGet();
            return n >= from && n <= to;
        }
    }
}
