package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.TutorialPage.Example;
import io.jobdrop.TutorialPage.Exchange;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the page about feeds shows is true: each block of YAML is a feed, or becomes one with what every feed needs, and
 * leads to the requests above it, in their order, when the vendor answers as the page says.
 */
@Tag("slow")
class TutorialTest {
    private static final String API = "https://api.acme.com";
    private static final String KEY = "key-of-the-page";
    private static final Pattern RESULT = Pattern.compile("https://files\\.acme\\.com(/[^?\"]+)");
    private static final Pattern ID = Pattern.compile("\"id\": \"([^\"]+)\"");
    private static final byte[] FILE = new byte[20480]; // As long as the page says of its files.

    @AutoClose
    private final FakeVendor vendor = new FakeVendor();

    @AutoClose
    private final FakeVendor files = new FakeVendor();

    @TempDir
    Path home;

    TutorialTest() throws IOException {}

    static List<Example> feeds() throws IOException {
        return TutorialPage.examples().stream()
                .filter(example -> !example.yaml().startsWith("- route:"))
                .toList();
    }

    static List<Example> played() throws IOException {
        return feeds().stream()
                .filter(example -> !example.exchanges().isEmpty())
                .toList();
    }

    @Test
    void the_page_shows_each_form_of_a_vendor() throws IOException {
        String played = played().stream().map(Example::yaml).collect(Collectors.joining());

        assertThat(played().size()).isGreaterThanOrEqualTo(12);
        assertThat(played)
                .contains(
                        "type: page",
                        "type: offset",
                        "parameter: after",
                        "cursor: $.next}",
                        "type: link",
                        "method: POST")
                .contains("idPattern:", "{result}", "steps:", "parts:");
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void each_block_of_yaml_passes_the_check(Example example) throws IOException {
        assertThat(installation(example).read().problems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("played")
    void the_requests_of_the_page_follow_from_its_answers(Example example) throws Exception {
        Installation jobdrop = installation(example);
        if (!example.yaml().contains("list:")) {
            Path inbox = Files.createDirectories(home.resolve("inbox/acme-exports"));
            Files.writeString(inbox.resolve("ids.txt"), firstId(example));
        }
        play(example.exchanges());

        Outcome outcome = jobdrop.pollOnce();

        assertRequests(example.exchanges());
        assertThat(outcome.jobs()).isNotEmpty();
        if (example.exchanges().stream().allMatch(TutorialTest::isAnswered)) {
            assertThat(outcome.pollError("acme-exports")).isNull();
            assertThat(outcome.jobs())
                    .allSatisfy(job -> assertThat(job.state())
                            .as("%s: %s", job.jobId(), job.error())
                            .isIn(JobState.DELIVERED, JobState.OPEN));
        }
    }

    private void assertRequests(List<Exchange> exchanges) throws JsonProcessingException {
        List<Exchange> ofApi = exchanges.stream().filter(TutorialTest::isOfApi).toList();
        assertThat(vendor.requests())
                .extracting(TutorialTest::target)
                .containsExactlyElementsOf(ofApi.stream().map(Exchange::target).toList());
        for (int i = 0; i < ofApi.size(); i++) {
            assertSent(ofApi.get(i).sent(), vendor.requests().get(i));
        }
        assertThat(vendor.requests())
                .extracting(request -> request.header("Authorization"))
                .containsOnly("Bearer " + KEY);
        assertThat(files.requests())
                .extracting(request -> "https://files.acme.com" + target(request))
                .containsAll(exchanges.stream()
                        .map(Exchange::target)
                        .filter(target -> !target.startsWith("/"))
                        .toList());
        assertThat(files.requests())
                .allSatisfy(
                        request -> assertThat(request.header("Authorization")).isNull());
    }

    private static void assertSent(String sent, Request request) throws JsonProcessingException {
        if (sent.startsWith("{")) {
            assertThat(variables(request.body())).isEqualTo(variables(sent));
        } else if (!sent.isEmpty()) {
            String[] header = sent.split(": ", 2);
            assertThat(request.header(header[0])).isEqualTo(header[1].replace("KEY", KEY));
        }
    }

    // The page leaves out the text of the query.
    private static JsonNode variables(String graphQl) throws JsonProcessingException {
        return new ObjectMapper().readTree(graphQl).get("variables");
    }

    // Where the page ends, nothing follows: 404 is no answer that is asked for again.
    private void play(List<Exchange> exchanges) {
        for (Exchange exchange : exchanges) {
            RESULT.matcher(String.join("\n", exchange.answer()))
                    .results()
                    .forEach(url -> files.on(url.group(1), Answer.bytes("text/csv", FILE)));
        }
        List<Exchange> ofApi = exchanges.stream().filter(TutorialTest::isOfApi).toList();
        ofApi.forEach(exchange -> vendor.on(exchange.target().replaceFirst("\\?.*", ""), request -> {
            int asked = vendor.requests().size();
            return asked <= ofApi.size() ? answer(ofApi.get(asked - 1)) : Answer.status(404, "{}");
        }));
    }

    private Answer answer(Exchange exchange) {
        if (!exchange.isAnswered()) {
            return Answer.status(404, "{}");
        }
        byte[] body = ours(exchange.body()).getBytes(UTF_8);
        String type = exchange.body().matches("(?s)[\\[{].*") ? "application/json" : "text/csv";
        Answer answer = new Answer(exchange.status(), Map.of("Content-Type", type), body, body.length);
        for (var header : exchange.headers().entrySet()) {
            answer = answer.with(header.getKey(), ours(header.getValue()));
        }
        return answer;
    }

    private String ours(String text) {
        return text.replace(API, vendor.url()).replace("https://files.acme.com", files.url());
    }

    private Installation installation(Example example) throws IOException {
        String block = example.yaml();
        String yaml = block.contains("- beans:")
                ? block
                : TestFeed.yaml("acme-exports", "vendor: acme\n" + block.replaceAll("(?m)^ {8}", "") + missing(block));
        return new Installation(home)
                .set("ACME_URL", vendor.url())
                .set("ACME_TOKEN", KEY)
                .set("JOBDROP_FEEDS", "acme-exports")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", files.host())
                .feed("acme-exports", yaml);
    }

    // What every feed needs, as far as a fragment has it not.
    private static String missing(String block) {
        List<String> groups = Pattern.compile("(?m)^ {8}(\\w+):")
                .matcher(block)
                .results()
                .map((MatchResult group) -> group.group(1))
                .toList();
        boolean hasDownloadPath =
                Pattern.compile("download:\\s*\\{?path").matcher(block).find();
        return Stream.of(
                        groups.contains("list") || groups.contains("detail") ? "" : "list: {path: /exports}\n",
                        groups.contains("job") ? "" : "job: {completed: [done, completed], open: running}\n",
                        groups.contains("results") || hasDownloadPath ? "" : "results: {urls: $.url}\n")
                .collect(Collectors.joining());
    }

    private static String firstId(Example example) {
        return ID.matcher(example.exchanges().get(0).body())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static String target(Request request) {
        return request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
    }

    private static boolean isOfApi(Exchange exchange) {
        return exchange.target().startsWith("/");
    }

    // What a host of files answers is not on the page.
    private static boolean isAnswered(Exchange exchange) {
        return exchange.isAnswered() || !isOfApi(exchange);
    }
}
