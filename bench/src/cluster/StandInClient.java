package bench.cluster;

import bench.Child;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bench's side of the stand-in. */
final class StandInClient implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String[] ports;

    StandInClient(Path log) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = Child.keep(new ProcessBuilder(
                        java,
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "bench.cluster.StandIn")
                .redirectError(log.toFile())
                .start());
        ports = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
                .readLine()
                .split(" ");
    }

    int apiPort() {
        return Integer.parseInt(ports[0]);
    }

    /** The address of the API for one node. */
    String url(String node) {
        return "http://127.0.0.1:" + ports[0] + "/" + node;
    }

    String resultHost() {
        return "127.0.0.1:" + ports[1];
    }

    String resultUrl(String id) {
        return "http://" + resultHost() + "/results/" + id;
    }

    void release(String feed, int jobs, Load load) {
        ask("/release?feed=" + feed + "&jobs=" + jobs + "&size=" + load.size() + "&rate=" + load.rate());
    }

    /** From now on results have other bytes, by the number of the version. */
    void version(int version) {
        ask("/set?version=" + version);
    }

    /** From now on each answer of the API takes so long. */
    void delay(int millis) {
        ask("/set?delay=" + millis);
    }

    void refuse(boolean refusing) {
        ask("/set?refusing=" + refusing);
    }

    /** The next request to the API and all that follow within so many seconds get 429 with Retry-After. */
    void pause(int seconds) {
        ask("/pause?seconds=" + seconds);
    }

    /** Counts from now on. */
    void count() {
        ask("/count");
    }

    void forget() {
        ask("/forget");
    }

    JsonNode counts() {
        return ask("/counts");
    }

    Map<String, Integer> asked() {
        Map<String, Integer> asked = new TreeMap<>();
        counts().get("asked")
                .properties()
                .forEach(one -> asked.put(one.getKey(), one.getValue().asInt()));
        return asked;
    }

    List<OfferedJobs.Job> jobs() {
        List<OfferedJobs.Job> jobs = new ArrayList<>();
        ask("/jobs").forEach(job -> jobs.add(json.convertValue(job, OfferedJobs.Job.class)));
        return jobs;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    /** A request as a node sends it, for faults that are seeded. */
    int get(String url) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private JsonNode ask(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports[2] + path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            return json.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
