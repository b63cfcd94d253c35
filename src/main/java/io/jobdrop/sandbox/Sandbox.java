package io.jobdrop.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jobdrop.sandbox.SandboxJob.Content;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stand-ins for the three vendors, on free loopback ports: their APIs on one, and the host of their signed result URLs
 * on another. They follow the vendors' documents: credentials, paging, status filter; jobs progress and complete within
 * seconds, and some fail. The product knows nothing of them: it is only given their addresses.
 */
public final class Sandbox implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> FEEDS =
            List.of("companyenrich-exports", "companyenrich-bulk", "userpilot-jobs", "convertly-jobs");
    private static final long URL_LIFE_SECONDS = 60;

    private final Clock clock = Clock.systemUTC();
    private final String key = "sandbox-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
    private final ExecutorService threads = Executors.newFixedThreadPool(8, task -> {
        Thread thread = new Thread(task, "jobdrop-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer api;
    private final HttpServer results;
    private final SandboxVendors vendors;

    private Sandbox() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        api = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        results = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        vendors = new SandboxVendors(clock, this::signedUrl);
        api.createContext("/", this::answerApi);
        results.createContext("/", this::answerResult);
        api.setExecutor(threads);
        results.setExecutor(threads);
    }

    /** Starts the stand-ins. */
    public static Sandbox start() throws IOException {
        Sandbox sandbox = new Sandbox();
        sandbox.api.start();
        sandbox.results.start();
        return sandbox;
    }

    /** The settings with which the product meets the stand-ins in place of the vendors. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String vendor : new String[] {"companyenrich", "userpilot", "convertly"}) {
            settings.put(
                    vendor + ".url",
                    "http://" + LOOPBACK + ":" + api.getAddress().getPort() + "/" + vendor);
            settings.put(vendor + ".auth", "key");
            settings.put(vendor + ".token", key);
            settings.put(vendor + ".hosts", "");
            settings.put(vendor + ".proxy.url", "none");
        }
        settings.put("companyenrich.auth-scheme", "Bearer");
        settings.put("userpilot.auth-scheme", "Token");
        settings.put("convertly.auth-scheme", "X-Api-Key:");
        settings.put("jobdrop.feeds", String.join(",", FEEDS));
        for (String feed : FEEDS) {
            settings.put(feed + ".schedule", "0/5 * * * * ?");
            settings.put(feed + ".jitter", "0s");
            settings.put(feed + ".drop", "file");
            settings.put(feed + ".notify.uri", "none");
        }
        settings.put(
                "jobdrop.download.allow-hosts",
                LOOPBACK + ":" + results.getAddress().getPort());
        settings.put("jobdrop.http.port", Integer.toString(freePort()));
        return settings;
    }

    /** The same, but the port of the status page is that of the environment, where it names one for a probe to find. */
    public Map<String, String> settings(Map<String, String> environment) {
        Map<String, String> settings = settings();
        if (environment.containsKey("JOBDROP_HTTP_PORT")) {
            settings.remove("jobdrop.http.port");
        }
        return settings;
    }

    /** Does what people do for a vendor without a list: drops a file with job ids into the inbox. */
    public void dropBulkIds(Path inbox) throws IOException {
        Files.createDirectories(inbox);
        String csv = "job_id,ordered_by\n" + String.join(",sandbox\n", vendors.bulkIds()) + ",sandbox\n";
        Files.writeString(inbox.resolve("sandbox-bulk-jobs.csv"), csv);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }

    private String signedUrl(Content content) {
        long expires = clock.instant().getEpochSecond() + URL_LIFE_SECONDS;
        String query = "expires=" + expires + "&signature=" + signature(content.fileName(), expires);
        int port = results.getAddress().getPort();
        try {
            return new URI("http", null, LOOPBACK, port, "/" + content.fileName(), query, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signature(String fileName, long expires) {
        return Integer.toHexString((key + fileName + expires).hashCode());
    }

    private void answerApi(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange);
        try {
            if (!isAuthorized(exchange, path)) {
                problem(exchange, 401, "the key is missing or wrong");
                return;
            }
            Optional<? extends Object> answer = route(path, query);
            if (answer.isPresent()) {
                send(exchange, 200, "application/json", answer.get().toString().getBytes(StandardCharsets.UTF_8));
            } else {
                problem(exchange, 404, "no such job");
            }
        } catch (IllegalArgumentException e) {
            problem(exchange, 400, String.valueOf(e.getMessage()));
        }
    }

    private Optional<? extends Object> route(String path, Map<String, String> query) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/companyenrich/companies/search/async/jobs")) {
            return Optional.of(vendors.exportList(query));
        }
        if (path.startsWith("/companyenrich/companies/search/async/")) {
            return vendors.export(id);
        }
        if (path.startsWith("/companyenrich/companies/enrich/bulk/")) {
            return vendors.bulk(id);
        }
        if (path.equals("/userpilot/v1/background_jobs")) {
            return Optional.of(vendors.backgroundJobs());
        }
        return path.equals("/convertly/api/jobs") ? Optional.of(vendors.conversionList(query)) : Optional.empty();
    }

    private boolean isAuthorized(HttpExchange exchange, String path) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (path.startsWith("/convertly")) {
            return key.equals(exchange.getRequestHeaders().getFirst("x-api-key"));
        }
        return ((path.startsWith("/userpilot") ? "Token " : "Bearer ") + key).equals(authorization);
    }

    // As S3 does: credentials beside a signature are an error, and an expired URL is refused.
    private void answerResult(HttpExchange exchange) throws IOException {
        String fileName = exchange.getRequestURI().getPath().substring(1);
        Map<String, String> query = query(exchange);
        Optional<Content> content = vendors.content(fileName);
        long expires = Long.parseLong(query.getOrDefault("expires", "0"));
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            problem(exchange, 400, "only one auth mechanism allowed");
        } else if (!signature(fileName, expires).equals(query.get("signature"))
                || Instant.ofEpochSecond(expires).isBefore(clock.instant())) {
            problem(exchange, 403, "the URL is expired or was changed");
        } else if (content.isEmpty()) {
            problem(exchange, 404, "no such file");
        } else {
            send(exchange, 200, content.get().type(), content.get().bytes());
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, Math.max(equals, 0)), pair.substring(equals + 1));
        }
        return query;
    }

    private static void problem(HttpExchange exchange, int status, String detail) throws IOException {
        String json = "{\"status\":" + status + ",\"detail\":\"" + detail + "\"}";
        send(exchange, status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        api.stop(0);
        results.stop(0);
        threads.shutdownNow();
    }
}
