package bench.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The vendor of the cluster scenarios, a process of its own. Its API is at one port, its results at another, and the bench
 * controls it at a third. It prints the ports, and ends with its standard input.
 *
 * <p>{@code /NODE/lists/FEED?page=1&size=50} and {@code /NODE/details/ID} are the API; the node is a part of the path so that
 * polls can be told apart. {@code /results/ID} sends each connection as many bytes a second as the job says. Both
 * ports answer all of it, so that either can play an HTTP proxy for the other.
 */
public final class StandIn {
    private static final Pattern API = Pattern.compile("/(\\w+)/(lists|details)/([\\w-]+)");
    private static final Pattern RESULT = Pattern.compile("/results/([\\w-]+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
    private static final int SLICES_A_SECOND = 4;

    private final ObjectMapper json = new ObjectMapper();
    private final OfferedJobs jobs = new OfferedJobs();
    private final RequestLog log = new RequestLog();
    private final Pause pause = new Pause();
    private final HttpServer api = serve(this::answer);
    private final HttpServer files = serve(this::answer);
    private volatile int version = 1;
    private volatile int delay;
    private volatile boolean refusing;
    private volatile double since = log.now();
    private volatile long cpuBefore = cpu();

    private StandIn() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        StandIn standIn = new StandIn();
        HttpServer control = serve(standIn::control);
        System.out.println(port(standIn.api) + " " + port(standIn.files) + " " + port(control));
        while (System.in.read() >= 0) {
            // It lives as long as the bench.
        }
        System.exit(0);
    }

    private static HttpServer serve(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        return server;
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher call = API.matcher(path);
        Matcher result = RESULT.matcher(path);
        if (call.matches()) {
            api(exchange, call.group(1), call.group(2), call.group(3));
        } else if (result.matches() && jobs.job(result.group(1)) != null) {
            result(exchange, jobs.job(result.group(1)));
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private void api(HttpExchange exchange, String node, String kind, String name) throws IOException {
        double at = log.now();
        log.requested(at);
        long quiet = pause.left(node, at);
        if (quiet > 0) {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(quiet));
            exchange.sendResponseHeaders(429, -1);
        } else if (refusing) {
            exchange.sendResponseHeaders(503, -1);
        } else if (kind.equals("lists")) {
            Map<String, String> query = query(exchange);
            int page = Integer.parseInt(query.getOrDefault("page", "1"));
            RequestLog.Scan scan = log.listed(name, node, page, at);
            try {
                sleep(delay);
                send(exchange, jobs.page(name, page, Integer.parseInt(query.getOrDefault("size", "50")), results()));
            } finally {
                log.answered(scan);
            }
        } else {
            OfferedJobs.Job job = jobs.job(name);
            sleep(delay);
            send(exchange, job == null ? Map.of() : OfferedJobs.entry(job, results()));
        }
    }

    private String results() {
        return "http://127.0.0.1:" + port(files) + "/results/";
    }

    private void result(HttpExchange exchange, OfferedJobs.Job job) throws IOException {
        log.askedFor(job.id());
        try {
            if (refusing) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] content = Content.of(job.id(), version, job.size());
            String tag = "\"" + Content.digest(content).substring(0, 16) + "\"";
            int from = from(exchange, tag, content.length);
            exchange.getResponseHeaders().set("ETag", tag);
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            write(exchange.getResponseBody(), content, from, job.rate());
        } finally {
            log.ended(job.id());
        }
    }

    private static int from(HttpExchange exchange, String tag, int length) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        Matcher asked = RANGE.matcher(range == null ? "" : range);
        if (!asked.matches() || condition != null && !condition.equals(tag)) {
            return 0;
        }
        int from = Integer.parseInt(asked.group(1));
        return from < length ? from : 0;
    }

    // The first slice waits too, so that a result of size bytes takes size / rate seconds.
    private void write(OutputStream out, byte[] content, int from, int rate) throws IOException {
        double begin = log.now();
        int slice = rate == 0 ? content.length : Math.max(1, rate / SLICES_A_SECOND);
        for (int at = from; at < content.length; at += slice) {
            int length = Math.min(slice, content.length - at);
            if (rate > 0) {
                sleep(Math.round(begin + (at + length - from) * 1000.0 / rate - log.now()));
            }
            out.write(content, at, length);
            out.flush();
        }
    }

    private void control(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        switch (exchange.getRequestURI().getPath()) {
            case "/release" ->
                jobs.release(
                        query.get("feed"),
                        Integer.parseInt(query.get("jobs")),
                        Integer.parseInt(query.get("size")),
                        Integer.parseInt(query.get("rate")));
            case "/set" -> {
                version = Integer.parseInt(query.getOrDefault("version", String.valueOf(version)));
                delay = Integer.parseInt(query.getOrDefault("delay", String.valueOf(delay)));
                refusing = Boolean.parseBoolean(query.getOrDefault("refusing", String.valueOf(refusing)));
            }
            case "/pause" -> pause.arm(Integer.parseInt(query.get("seconds")));
            case "/count" -> {
                log.forget();
                since = log.now();
                cpuBefore = cpu();
            }
            case "/forget" -> {
                jobs.forget();
                log.forget();
                version = 1;
                delay = 0;
                refusing = false;
            }
            default -> {}
        }
        send(exchange, exchange.getRequestURI().getPath().equals("/jobs") ? jobs.all() : counts());
    }

    private Map<String, Object> counts() {
        Map<String, Object> counts = new HashMap<>();
        counts.put("now", log.now());
        counts.put("version", version);
        counts.put("requests", log.requests());
        counts.put("mostInASecond", log.mostInASecond());
        counts.put("asked", log.asked());
        counts.put("scans", log.scans());
        counts.put("overlaps", log.overlaps());
        counts.put("polling", log.polling());
        counts.put("downloading", log.downloading());
        counts.put("atOnce", log.atOnce());
        counts.put("pause", pause.seen());
        counts.put("cpuShare", (cpu() - cpuBefore) / 1e6 / Math.max(1, log.now() - since));
        return counts;
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private void send(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getQuery();
        for (String part : text == null ? new String[0] : text.split("&")) {
            query.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
        }
        return query;
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(Math.max(0, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
