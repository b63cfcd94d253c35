package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.support.FakeVendor.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.Crypt;

/**
 * What others see of an installation in a runtime that is not ours: the receiver of its notifications, and who looks at
 * its status page. It has one feed, which polls at its start and then only when somebody asks for it.
 */
public final class HostedScene implements AutoCloseable {
    private static final String HOOK = "/hooks/T0123456789";
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");
    private static final String ANN = "ann:pässword";
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private final FakeVendor vendor = new FakeVendor();
    private final FakeVendor receiver = new FakeVendor();
    private final GrowingList jobs = new GrowingList(vendor);
    private final Path users;

    /** With a file of users in a folder. */
    public HostedScene(Path folder) throws IOException {
        users = Files.writeString(folder.resolve("users"), "ann:" + Crypt.crypt("pässword", "$6$saltsalt") + "\n");
        receiver.on(HOOK, Faults.status(204));
        jobs.add(Faults.file(new byte[] {1}));
        jobs.add(Faults.file(new byte[] {2}));
        jobs.show(1);
    }

    /** The settings, as environment variables. */
    public Map<String, String> environment() {
        return Map.of(
                "CONVERTLY_URL",
                vendor.url(),
                "CONVERTLY_TOKEN",
                "key",
                "CONVERTLY_JOBS_SCHEDULE",
                "0 0 3 * * ?",
                "JOBDROP_DOWNLOAD_ALLOW_HOSTS",
                vendor.host(),
                "JOBDROP_NOTIFY_URI",
                receiver.url() + HOOK,
                "JOBDROP_NOTIFY_EVENTS",
                "delivered",
                "JOBDROP_NOTIFY_SECRET",
                "whsec_" + Base64.getEncoder().encodeToString(KEY),
                "JOBDROP_HTTP_AUTH_FILE",
                users.toString());
    }

    /** The receiver is told of the first job; the page below an address is for users, and polls: the second one is told. */
    public void isToldAndPolls(URI page, Duration patience) throws IOException, InterruptedException {
        await().atMost(patience).until(() -> receiver.requests().size() == 1);
        isSignedEvent(receiver.requests().get(0), "j0");

        assertThat(get(page, "").statusCode()).isEqualTo(401);
        assertThat(get(page, "ann:other").statusCode()).isEqualTo(401);
        HttpResponse<String> shown = get(page, ANN);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).contains("<title>", "convertly-jobs");
        jobs.show(2);
        Matcher token = TOKEN.matcher(shown.body());
        assertThat(token.find()).isTrue();
        assertThat(poll(page, "", token.group(1))).isEqualTo(401);
        assertThat(poll(page, ANN, "forged")).isEqualTo(403);
        assertThat(poll(page, ANN, token.group(1))).isEqualTo(303);

        await().atMost(patience).until(() -> receiver.requests().size() == 2);
        isSignedEvent(receiver.requests().get(1), "j1");
    }

    private static void isSignedEvent(Request request, String job) throws IOException {
        String id = request.header("webhook-id");
        String signed = id + "." + request.header("webhook-timestamp") + "." + request.body();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            assertThat(request.header("webhook-signature"))
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        assertThat(request.header("content-type")).isEqualTo("application/cloudevents+json");
        JsonNode event = new ObjectMapper().readTree(request.body());
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("type").asText()).isEqualTo("io.jobdrop.job.delivered.v1");
        assertThat(event.path("subject").asText()).isEqualTo(job);
        assertThat(event.path("data").path("jobId").asText()).isEqualTo(job);
    }

    private static HttpResponse<String> get(URI page, String user) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(page), user);
    }

    private static int poll(URI page, String user, String token) throws IOException, InterruptedException {
        return send(
                        HttpRequest.newBuilder(page.resolve("feeds/convertly-jobs/poll"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("token=" + token)),
                        user)
                .statusCode();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String user)
            throws IOException, InterruptedException {
        if (!user.isEmpty()) {
            String pair = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + pair);
        }
        return BROWSER.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        vendor.close();
        receiver.close();
    }
}
