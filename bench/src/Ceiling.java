package bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the stand-in itself can serve, to a client that reads and keeps nothing. */
record Ceiling(double megabytesPerSecond, double filesPerSecond) {
    private static final int CONNECTIONS = 8;
    private static final long SMALL = 64 << 10;

    static Ceiling measure(Workbench bench) throws IOException, InterruptedException {
        long large = bench.options().scaled(4L << 30, 64 << 20);
        long each = bench.options().scaled(5_000, 100);
        String one = bench.newAccount("ceiling");
        String many = bench.newAccount("ceiling");
        bench.vendor().add(one, 1, large);
        bench.vendor().add(many, 1, SMALL);
        fetch(bench, one, 1, large);
        double seconds = fetch(bench, one, 1, large);
        parallel(bench, many, each);
        return new Ceiling(large / 1e6 / seconds, CONNECTIONS * each / parallel(bench, many, each));
    }

    private static double parallel(Workbench bench, String account, long each)
            throws IOException, InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long start = System.nanoTime();
            List<Callable<Double>> work = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                work.add(() -> fetch(bench, account, each, SMALL));
            }
            for (Future<Double> done : clients.invokeAll(work)) {
                done.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } finally {
            clients.shutdownNow();
        }
    }

    // Asks again and again over one connection, and returns the seconds that it took.
    private static double fetch(Workbench bench, String account, long times, long size) throws IOException {
        String host = bench.vendor().resultHost();
        String path = bench.vendor().resultUrls(account).substring(("http://" + host).length()) + VendorJson.id(1);
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] buffer = new byte[256 << 10];
        long start = System.nanoTime();
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(host.substring(host.indexOf(':') + 1)))) {
            InputStream in = socket.getInputStream();
            for (long i = 0; i < times; i++) {
                socket.getOutputStream().write(request);
                skip(in, buffer, size);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    // The head comes in one piece of its own or before the first bytes of the body.
    private static void skip(InputStream in, byte[] buffer, long size) throws IOException {
        int read = in.read(buffer);
        String head = new String(buffer, 0, Math.min(read, 1024), StandardCharsets.ISO_8859_1);
        long left = size + head.indexOf("\r\n\r\n") + 4 - read;
        while (left > 0) {
            read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the stand-in ended early");
            }
            left -= read;
        }
    }
}
