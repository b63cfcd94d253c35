package io.jobdrop.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A tab of this machine's Chromium, driven by its DevTools protocol. */
public final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Whether this machine has one. */
    public static boolean isInstalled() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser")
                .map(Path::of)
                .anyMatch(Files::exists);
    }

    public Chromium(Path profile) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TMPDIR", Files.createDirectories(profile).toString());
        process = builder.start();
        Path file = profile.resolve("DevToolsActivePort");
        await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
        String port = Files.readAllLines(file).get(0);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(tab("http://127.0.0.1:" + port + "/json")), new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    private static String tab(String list) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(list)).build();
        String tabs = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode tab : MAPPER.readTree(tabs)) {
            if (tab.get("type").textValue().equals("page")) {
                return tab.get("webSocketDebuggerUrl").textValue();
            }
        }
        throw new IllegalStateException("no tab among " + tabs);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean end) {
            text.append(part);
            if (end) {
                heard(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void heard(String text) {
        try {
            JsonNode message = MAPPER.readTree(text);
            if (message.has("id")) {
                awaited.remove(message.get("id").intValue()).complete(message);
                return;
            }
            String method = message.path("method").asText();
            if (method.equals("Network.requestWillBeSent")) {
                requests.add(message.at("/params/request/url").asText());
            } else if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded")) {
                complaints.add(text);
            }
        } catch (IOException e) {
            complaints.add(e.toString());
        }
    }

    /** Calls the browser and returns its result. */
    public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        awaited.put(id, answer);
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", MAPPER.valueToTree(parameters));
        socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonNode result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new IllegalStateException(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    public void open(String address) throws Exception {
        call("Page.navigate", Map.of("url", address));
        until("document.readyState === 'complete' && location.href === '" + address + "'");
    }

    /** The value of an expression. The protocol evaluates it also where the page may run no script. */
    public String evaluate(String expression) throws Exception {
        return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .at("/result/value")
                .asText();
    }

    /** Waits until an expression is true. */
    public void until(String expression) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> evaluate(expression), "true"::equals);
    }

    /** Presses the middle of the first element that a selector names. */
    public void press(String selector) throws Exception {
        String box = evaluate("(r => (r.x + r.width / 2) + ' ' + (r.y + r.height / 2))(((e) => {"
                + " e.scrollIntoView({block: 'center'}); return e.getBoundingClientRect(); })"
                + "(document.querySelector('" + selector + "')))");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            Double.parseDouble(box.split(" ")[0]),
                            "y",
                            Double.parseDouble(box.split(" ")[1]),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    public void key(String key) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            call("Input.dispatchKeyEvent", Map.of("type", type, "key", key, "windowsVirtualKeyCode", 9));
        }
    }

    public void size(int width, int height) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Writes what the tab shows. */
    public void screenshot(Path file) throws Exception {
        Files.createDirectories(file.resolveSibling(""));
        String picture = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
                .get("data")
                .textValue();
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    /** What the console complains of: blocked resources, errors of scripts. */
    public List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    /** The addresses of all requests. */
    public List<String> requests() {
        return new ArrayList<>(requests);
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // They write into the profile to their end.
        all.forEach(each -> each.onExit().join());
    }
}
