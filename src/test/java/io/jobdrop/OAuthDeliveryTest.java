package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds of a vendor with OAuth2, from the token to the file. */
@Tag("slow")
class OAuthDeliveryTest {
    private static final String SECRET = "cl1ent/s3cret+=x";
    private static final String REFRESH = "r3fresh-t0ken";
    private static final String ROTATED = "r0tated-t0ken";
    private static final String ACCESS = "acc3ss-t0ken";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger uses = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        vendor = new FakeVendor();
        jobdrop = new Installation(home)
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_RETRY_ATTEMPTS", "5")
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_AUTH", "oauth2-refresh-token")
                .set("CONVERTLY_TOKEN_URL", "/token")
                .set("CONVERTLY_CLIENT_ID", "app-1")
                .set("CONVERTLY_CLIENT_SECRET", SECRET)
                .set("CONVERTLY_REFRESH_TOKEN", REFRESH)
                .set("CONVERTLY_REFRESH_TOKEN_FILE", "refresh");
        vendor.on("/token", request -> {
            uses.set(0);
            return Answer.json(
                    "{\"access_token\":\"" + ACCESS + issued.incrementAndGet() + "\",\"token_type\":\"bearer\","
                            + "\"expires_in\":\"3600\",\"refresh_token\":\"" + ROTATED + "\"}");
        });
        vendor.on("/file", Faults.withoutCredentials(Faults.file("a,b\n".getBytes(StandardCharsets.UTF_8))));
    }

    @AfterEach
    void stop() {
        vendor.close();
        assertThat(vendor.unexpected()).isEmpty();
    }

    @Test
    void a_token_that_ends_after_a_few_requests_is_renewed_and_everything_is_delivered() throws Exception {
        vendor.on("/api/jobs", (request, wire) -> {
            boolean good = request.header("Authorization").equals("Bearer " + ACCESS + issued.get())
                    && uses.incrementAndGet() <= 2;
            (good ? page(request.number("offset")) : Answer.status(401, "{\"error\":\"expired\"}")).send(request, wire);
        });

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs")).isNull();
        assertThat(outcome.jobs()).hasSize(5).allMatch(job -> job.state() == JobState.DELIVERED);
        assertThat(issued).hasValue(3);
        assertThat(home.resolve("refresh")).hasContent(ROTATED);
    }

    @Test
    void a_refused_client_fails_the_poll_with_the_setting_to_look_at() throws Exception {
        vendor.on("/token", request -> Answer.status(401, "{\"error\":\"invalid_client\"}"));

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.pollError("convertly-jobs"))
                .startsWith("convertly's token endpoint answered 401 invalid_client; check convertly.client-id,");
        assertThat(vendor.requests("/token")).hasSize(1);
    }

    @Test
    void a_client_that_may_not_do_this_is_told_from_a_wrong_key() throws Exception {
        vendor.on("/api/jobs", request -> Answer.status(403, "{\"error\":\"no\"}"));

        assertThat(jobdrop.pollOnce().pollError("convertly-jobs"))
                .isEqualTo(
                        "convertly answered 403 X: no; the access token of convertly.client-id may not do this; check"
                                + " convertly.scope and convertly.auth-scheme");
    }

    @Test
    void no_secret_of_an_account_is_written_anywhere() throws Exception {
        String all = String.join(" ", forms());
        vendor.on(
                "/api/jobs",
                request -> Answer.json("{\"jobs\":["
                        + "{\"id\":\"bad\",\"status\":\"failed\",\"error_message\":\"" + all + "\"},"
                        + "{\"id\":\"odd\",\"status\":\"" + ACCESS + "1\"},"
                        + "{\"id\":\"good\",\"status\":\"completed\",\"results\":[{\"filename\":\"" + ACCESS
                        + "1.csv\",\"url\":\""
                        + vendor.url() + "/file\"}]}],\"pagination\":{\"hasMore\":false}}"));
        vendor.on("/token", request -> token());
        List<String> said = new ArrayList<>();
        try (LogLines log = new LogLines(Level.DEBUG)) {
            jobdrop.pollOnce();
            vendor.on("/api/jobs", request -> Answer.status(500, "{\"error\":\"" + all + "\"}"));
            said.add(jobdrop.pollOnce().polls().toString());
            vendor.on("/api/jobs", request -> Answer.status(401, "{\"error\":\"" + all + "\"}"));
            said.add(jobdrop.pollOnce().polls().toString());
            String refusal = "{\"error\":\"invalid_grant\",\"error_description\":\"" + all + "\"}";
            vendor.on("/token", Faults.first(1, token(), Answer.status(400, refusal)));
            said.add(jobdrop.pollOnce().polls().toString());
            vendor.on("/token", request -> Answer.json("{\"access_token\":\"" + ACCESS));
            said.add(jobdrop.pollOnce().polls().toString());
            vendor.on("/token", Faults.raw("HTTP/1.1 200 OK\r\n" + SECRET + "\r\n\r\n"));
            said.add(jobdrop.pollOnce().polls().toString());
            said.addAll(log.all());
        }

        assertThat(home.resolve("drop/convertly-jobs/good")).isDirectory();
        said.addAll(written());
        assertThat(said).hasSizeGreaterThan(20);
        assertThat(said).noneMatch(OAuthDeliveryTest::isTold);
    }

    private static Answer token() {
        return Answer.json("{\"access_token\":\"" + ACCESS + "1\",\"refresh_token\":\"" + ROTATED + "\"}");
    }

    private static List<String> forms() {
        List<String> forms = new ArrayList<>();
        for (String secret : List.of(SECRET, REFRESH, ROTATED, ACCESS + "1")) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            forms.addAll(List.of(
                    secret,
                    secret.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D"),
                    Base64.getEncoder().encodeToString(("app-1:" + secret).getBytes(StandardCharsets.UTF_8)),
                    HexFormat.of().formatHex(bytes)));
        }
        return forms;
    }

    private static boolean isTold(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return forms().stream().anyMatch(form -> lower.contains(form.toLowerCase(Locale.ROOT)));
    }

    // The file of the refresh token is the one place for it.
    private List<String> written() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.equals(home.resolve("refresh"))) {
                    texts.add(file + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
    }

    private Answer page(int offset) {
        String job =
                "{\"id\":\"j-" + offset + "\",\"status\":\"completed\",\"results\":[{\"filename\":\"r.csv\",\"url\":\""
                        + vendor.url() + "/file\"}]}";
        return Answer.json("{\"jobs\":[" + job + "],\"pagination\":{\"limit\":1,\"hasMore\":" + (offset < 4) + "}}");
    }
}
