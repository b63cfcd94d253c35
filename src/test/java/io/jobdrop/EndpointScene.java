package io.jobdrop;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import io.jobdrop.support.SftpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A feed that delivers into the folder {@code in} of an SFTP server, with two results to be had. */
final class EndpointScene implements AutoCloseable {
    static final String BELOW = "in/convertly-jobs/e-17/";

    final Path folder;
    final SftpServer server;
    final Path knownHosts;
    final Installation jobdrop;
    final FakeVendor host;
    private final byte[] large = new byte[3_000_000];
    private final DeliveryScene delivery;

    EndpointScene(Path folder) throws IOException {
        this.folder = folder;
        new Random(1).nextBytes(large);
        delivery = new DeliveryScene(folder.resolve("home"));
        host = delivery.host;
        host.on("/r/1", Answer.bytes("text/csv", DeliveryScene.CSV));
        host.on("/r/2", Answer.bytes("application/octet-stream", large));
        server = new SftpServer(folder.resolve("remote"));
        knownHosts = Files.writeString(folder.resolve("known_hosts"), server.knownHost());
        jobdrop = delivery.jobdrop
                .set("CONVERTLY_JOBS_DROP", "endpoint")
                .set("CONVERTLY_JOBS_DROP_URI", uri(SftpServer.PASSWORD));
        lists(file("a.csv", "/r/1"), file("large.bin", "/r/2"));
    }

    /** The content of the second result. */
    byte[] large() {
        return large.clone();
    }

    String uri(String password) {
        return "sftp://127.0.0.1:" + server.port() + "/in?username=" + SftpServer.USER + "&password=RAW(" + password
                + ")&knownHostsFile=" + knownHosts + "&strictHostKeyChecking=yes&maximumReconnectAttempts=1"
                + "&tempPrefix=.part-&fileExist=TryRename";
    }

    void lists(String... files) {
        delivery.lists(DeliveryScene.completed("e-17", files));
    }

    String file(String name, String path) {
        return DeliveryScene.file(name, host.url() + path);
    }

    void makeDue() {
        delivery.makeDue("e-17");
    }

    /** All that the run wrote, here and on the server. */
    List<String> written() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        delivery.close();
    }
}
