package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The vendors' stand-in, a process of its own. The key that a tool sends names its {@link Account}. Lists and details are
 * at one port, results at another, since vendors keep results at other hosts. It prints both ports, and ends with its
 * standard input.
 */
public final class Vendor {
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Body body = new Body();
    private final ServerSocketChannel api = listen();
    private final ServerSocketChannel files = listen();

    private Vendor() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        Vendor vendor = new Vendor();
        vendor.serve(vendor.api);
        vendor.serve(vendor.files);
        System.out.println(port(vendor.api) + " " + port(vendor.files));
        while (System.in.read() >= 0) {
            // The bench says nothing; it lives as long as this goes on.
        }
        System.exit(0);
    }

    Account account(String name) {
        return accounts.computeIfAbsent(name, key -> new Account());
    }

    Body body() {
        return body;
    }

    /** Where an account's results are: the job's id follows. */
    String resultUrls(String account) {
        return "http://127.0.0.1:" + port(files) + "/files/" + account + "/";
    }

    private static ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    }

    private static int port(ServerSocketChannel server) {
        return server.socket().getLocalPort();
    }

    private void serve(ServerSocketChannel server) {
        start(() -> {
            while (true) {
                SocketChannel client = server.accept();
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                start(() -> new Conversation(this, client).hold());
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The client went away.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
