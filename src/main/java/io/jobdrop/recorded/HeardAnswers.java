package io.jobdrop.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.Feed;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestConfiguration;
import io.jobdrop.recorded.RecordedRequest.Answer;
import io.jobdrop.recorded.Recording.Heard;
import io.jobdrop.vendor.NoJson;
import io.jobdrop.vendor.VendorResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one feed's vendor as they were heard, without secrets. Where a request was repeated, its last answer counts.
 * Of an answer, only its status, its JSON and what leads to the next request stay. A result gets an empty head.
 */
final class HeardAnswers implements RecordedVendor.Answers {
    private static final Answer HEAD = new Answer(200, Map.of(), "");
    // More than this is in no test; decoded, answers may be a thousand times larger.
    private static final int MOST_CHARS = 8_000_000;

    private final List<RecordedRequest> requests = new ArrayList<>();

    private record Read(Heard heard, JsonNode json) {}

    /**
     * Takes those of the vendor's host.
     *
     * @param address that of the vendor's API in the test, without a slash at its end
     * @param settings with which the vendor was asked
     */
    HeardAnswers(Recording recording, FeedFile file, String address, Settings settings) throws IOException {
        Map<String, String> inTest = TestConfiguration.secrets(file);
        Map<String, String> secrets = new HashMap<>();
        inTest.forEach((key, value) -> secrets.put(settings.get(key), value));
        secrets.remove("");
        Substitutes substitutes = new Substitutes(secrets, file.jsonPaths().values(), settings::withoutSecrets);
        List<Read> all = last(recording, host(address), new VendorResponse(settings));
        all.forEach(each -> substitutes.keep(each.json()));
        all.forEach(each -> {
            substitutes.learn(each.json());
            each.heard().headers().forEach(header -> substitutes.learn(String.valueOf(header.getValue())));
        });
        Feed feed = file.feed();
        String next = feed.list().map(list -> list.paging().nextHeader()).orElse("Link");
        for (Read each : all) {
            Heard heard = each.heard();
            String body = heard.body();
            requests.add(new RecordedRequest(
                    requests.size(),
                    heard.method(),
                    RecordedVendor.below(named(substitutes.in(heard.url()), inTest), address),
                    null,
                    body == null ? null : named(substitutes.in(body), inTest),
                    new Answer(heard.status(), headers(heard, next, substitutes), text(each.json(), substitutes))));
        }
    }

    @Override
    public @Nullable RecordedRequest to(SentRequest asked, List<SentRequest> before) {
        if (asked.forFile()) {
            return new RecordedRequest(0, asked.method(), asked.target(), asked.headers(), asked.body(), HEAD);
        }
        return requests.stream().filter(asked::is).findFirst().orElse(null);
    }

    private static String host(String address) {
        return address.replaceFirst("(?<=[^/:])/.*", "");
    }

    private static boolean isAt(String host, String url) {
        return url.regionMatches(true, 0, host, 0, host.length())
                && url.substring(host.length()).matches("(?s)([/?].*)?");
    }

    private static List<Read> last(Recording recording, String host, VendorResponse json) throws IOException {
        Map<List<String>, Read> last = new LinkedHashMap<>();
        long chars = 0;
        for (Heard heard : recording.heard()) {
            if (isAt(host, heard.url()) && chars < MOST_CHARS) {
                byte[] content = heard.decoded();
                chars += content.length;
                last.put(
                        List.of(heard.method(), heard.url(), String.valueOf(heard.body())),
                        new Read(heard, json(content, heard, json)));
            }
        }
        return List.copyOf(last.values());
    }

    private static JsonNode json(byte[] content, Heard heard, VendorResponse json) {
        try {
            return json.parse(content, heard.header("Content-Type"));
        } catch (NoJson e) {
            return MissingNode.getInstance(); // Such as a refusal in HTML, of which the feed reads the status alone.
        }
    }

    private static String text(JsonNode json, Substitutes substitutes) {
        return json.isMissingNode() ? "" : JsonText.escaped(substitutes.in(json).toPrettyString());
    }

    private static Map<String, String> headers(Heard heard, String next, Substitutes substitutes) {
        Map<String, String> headers = new TreeMap<>();
        for (String name : List.of(next, "Location")) {
            String value = heard.header(name);
            if (!value.isEmpty() && (!name.equals("Location") || heard.status() / 100 == 3)) {
                headers.put(name, substitutes.in(value));
            }
        }
        return headers;
    }

    // As a test shows a secret in a request.
    private static String named(String text, Map<String, String> secrets) {
        String named = text;
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            named = named.replace(secret.getValue(), "{{" + secret.getKey() + "}}");
        }
        return named;
    }
}
