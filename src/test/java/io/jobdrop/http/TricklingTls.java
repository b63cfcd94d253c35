package io.jobdrop.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that begins a TLS record of a handshake and sends it one byte at a time. */
final class TricklingTls implements AutoCloseable {
    private static final byte[] RECORD = {0x16, 0x03, 0x03, 0x40, 0x00};

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::serve, "trickling-tls");

    TricklingTls() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getLocalPort() + "/x";
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(RECORD);
            for (int i = 0; i < 5000 && !closed.await(20, TimeUnit.MILLISECONDS); i++) {
                out.write(2);
            }
        } catch (IOException e) {
            // The client went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
    }
}
