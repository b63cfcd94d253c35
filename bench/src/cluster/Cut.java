package bench.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a port of this machine that can be cut and healed. While it is silent, nothing that is sent arrives; once it is whole
 * again it does, as TCP would repeat it.
 */
final class Cut implements AutoCloseable {
    /** What becomes of connections: they work, are reset and refused, or nothing of what is sent arrives. */
    enum State {
        WHOLE,
        REFUSING,
        SILENT
    }

    private final int target;
    private final int port = Ports.free();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile State state = State.WHOLE;
    private ServerSocket server;

    Cut(int target) throws IOException {
        this.target = target;
        listen();
    }

    int port() {
        return port;
    }

    private void listen() throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        server = listening;
        start(() -> {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                open.add(client);
                start(() -> connect(client));
            }
        });
    }

    synchronized void set(State next) throws IOException {
        State before = state;
        state = next;
        if (next == State.REFUSING) {
            server.close();
            reset();
        } else if (before == State.REFUSING) {
            listen();
        }
        synchronized (open) {
            open.notifyAll();
        }
    }

    // With a reset, not with an end.
    private void reset() throws IOException {
        for (Socket socket : open) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        open.clear();
    }

    // Who connected while it was silent has given up since; whether or not, TCP would have let nobody connect.
    private void connect(Socket client) throws IOException {
        if (state == State.SILENT) {
            awaitWhole(client);
            client.close();
            return;
        }
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(behind);
        client.setTcpNoDelay(true);
        behind.setTcpNoDelay(true);
        start(() -> copy(client, behind));
        copy(behind, client);
    }

    private void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitWhole(from);
                out.write(buffer, 0, read);
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void awaitWhole(Socket socket) throws IOException {
        synchronized (open) {
            while (state == State.SILENT && !socket.isClosed()) {
                try {
                    open.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of both sides went away.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        set(State.REFUSING);
    }
}
