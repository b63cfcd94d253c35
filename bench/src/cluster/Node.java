package bench.cluster;

import bench.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One node: a JVM of the distribution with a home of its own. */
final class Node implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final Path install;
    private final Path home;
    private final Path feeds;
    private final int port = Ports.free();
    private Child process;

    Node(String name, Path install, Path home, Path feeds, Map<String, String> settings) throws IOException {
        this.name = name;
        this.install = install;
        this.home = Files.createDirectories(home);
        this.feeds = feeds;
        String text = settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
        Files.writeString(home.resolve("node.properties"), text + "jobdrop.http.port = " + port + "\n");
    }

    String name() {
        return name;
    }

    Path log() {
        return home.resolve("log");
    }

    void start() throws IOException {
        List<String> command = List.of(
                install.resolve("bin/jobdrop").toString(),
                "run",
                "--home",
                home.toString(),
                "--config",
                home.resolve("node.properties").toString(),
                "--feeds",
                feeds.toString());
        process = Child.start(home, log(), Map.of("JOBDROP_JAVA_OPTS", "-Xmx192m"), command);
    }

    /** Whether it answers that it is ready; fails when it has ended. */
    boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended" + process.said());
        }
        URI health = URI.create("http://127.0.0.1:" + port + "/observe/health/live");
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void kill() throws InterruptedException {
        process.killNow();
    }

    void signal(String signal) throws IOException, InterruptedException {
        process.signal(signal);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Seconds of CPU since its start. */
    double cpu() throws IOException {
        return process.cpu();
    }

    /** Ends it as a service manager does, and at once when it does not end. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
