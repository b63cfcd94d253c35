package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** TLS in front of a {@link FakeVendor}; it may insist on a client certificate, and remembers whose it was. */
public final class TlsFront implements AutoCloseable {
    private final SSLServerSocket server;
    private final FakeVendor behind;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean insisting;
    private final List<String> clients = new CopyOnWriteArrayList<>();

    public TlsFront(SSLContext context, FakeVendor behind) throws IOException {
        this.behind = behind;
        this.server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::accept);
    }

    /** From now on only with a client certificate. */
    public TlsFront insisting() {
        insisting = true;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The names in the certificates that clients showed, one a connection; {@code nobody} without one. */
    public List<String> clients() {
        return List.copyOf(clients);
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket client = (SSLSocket) server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SSLSocket client) {
        String[] address = behind.host().split(":");
        try (client) {
            client.setWantClientAuth(true);
            if (insisting) {
                client.setNeedClientAuth(true);
            }
            client.startHandshake();
            clients.add(name(client));
            try (Socket plain = new Socket(address[0], Integer.parseInt(address[1]))) {
                threads.execute(() -> copy(client, plain));
                plain.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // One of them went away, or does not like the other.
        }
    }

    private static String name(SSLSocket client) {
        try {
            return client.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // One of them went away.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
