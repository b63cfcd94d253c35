package bench.cluster;

import bench.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An Apache Artemis in a process of its own. */
final class Broker implements AutoCloseable {
    private static final double START_SECONDS = 60;
    private static final String TAKEN = "taken ";

    private final List<String> command;
    private final Path folder;
    private final int port = Ports.free();
    private Child server;

    private Broker(Options options, Path folder) {
        this.folder = folder;
        command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-cp",
                options.broker() + "/*",
                options.root().resolve("bench/servers/ArtemisServer.java").toString(),
                String.valueOf(port));
    }

    static Broker start(Options options, Path folder) throws IOException, InterruptedException {
        if (!Files.isDirectory(options.broker())) {
            throw new IllegalStateException("there is no " + options.broker() + "; bench/README.md says how to get it");
        }
        Broker broker = new Broker(options, folder);
        broker.up();
        return broker;
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    void up() throws IOException, InterruptedException {
        server = Child.start(folder, folder.resolve("broker.log"), Map.of(), command);
        Waits.until("the broker listens", START_SECONDS, this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            if (!server.isAlive()) {
                throw new IllegalStateException("the broker ended" + server.said());
            }
            return false;
        }
    }

    /** How many messages the nodes have taken, before it was killed and since then. */
    int taken() {
        int all = 0;
        int last = 0;
        for (String line : lines()) {
            if (line.startsWith(TAKEN)) {
                int now = Integer.parseInt(line.substring(TAKEN.length()));
                all += now < last ? now : now - last;
                last = now;
            }
        }
        return all;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(folder.resolve("broker.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        server.killNow();
    }

    void signal(String signal) throws IOException, InterruptedException {
        server.signal(signal);
    }

    @Override
    public void close() {
        server.close();
    }
}
