package io.jobdrop.cli;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A feed whose vendor redirects, compresses, signs URLs and repeats what it was sent, for {@code jobdrop plan --record}. */
abstract class RecordScene {
    static final String KEY = "k3y/Zq+81=xW\"u";
    static final String SIGNATURE = "Mz9SignedByTheStore";
    static final String FEED = """
            vendor: acme
            list:
              path: /jobs
              query: {api_key: "{{acme.client-secret}}"}
              items: $.jobs
              paging: {type: link}
            detail: {path: "/jobs/{jobId}"}
            job: {completed: done, open: running, failed: failed, error: $.error}
            results:
              steps:
                - {path: "/docs", method: POST, body: '{"doc": {$.doc}, "key": {{acme.token}}}'}
              urls: $.file
            """;

    @AutoClose
    final JobdropHome jobdrop;

    final Path feeds;

    RecordScene(@TempDir Path home) throws IOException {
        jobdrop = new JobdropHome(home);
        feeds = Files.createDirectories(home.resolve("feeds"));
    }

    @BeforeEach
    void play() throws IOException {
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", FEED));
        jobdrop.environment.put("ACME_URL", jobdrop.vendor.url() + "/v1");
        jobdrop.environment.put("ACME_TOKEN", KEY);
        jobdrop.environment.put("ACME_CLIENT_SECRET", "s3cond-secret");
        jobdrop.environment.put("JOBDROP_FEEDS", "acme-jobs");
        jobdrop.vendor
                .on("/v1/jobs", this::list)
                .on("/v1/jobs/a", request -> Answer.redirect("/v2/jobs/a?sig=" + SIGNATURE))
                .on("/v2/jobs/a", job("a", "done", "\"doc\":\"d-1\",\"note\":\"\\u0085caf\u00e9 \u2028\""))
                .on("/v1/docs", this::document);
    }

    // The second page is compressed, and its URL is signed.
    private Answer list(Request request) {
        if (!request.query().contains("cursor")) {
            return Answer.json("{\"jobs\":[{\"id\":\"a\",\"status\":\"done\"}],\"size\":1.50}")
                    .with(
                            "Link",
                            "<" + jobdrop.vendor.url() + "/v1/jobs?" + request.query() + "&cursor=2&signature="
                                    + SIGNATURE + ">; rel=\"next\"")
                    .with("Set-Cookie", "session=" + KEY)
                    .with("X-RateLimit-Remaining", "9");
        }
        byte[] json = ("{\"jobs\":[{\"id\":\"b\",\"status\":\"running\"},"
                        + "{\"id\":\"it's \\u0001\",\"status\":\"running\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Answer.bytes("application/json", packed.toByteArray()).with("Content-Encoding", "gzip");
    }

    static Answer job(String id, String status, String more) {
        return Answer.json("{\"id\":\"" + id + "\",\"status\":\"" + status + "\"," + more + "}");
    }

    // It repeats what it was sent.
    private Answer document(Request request) {
        String echo = new com.fasterxml.jackson.databind.node.TextNode(
                        request.body() + " " + request.header("Authorization") + " "
                                + Base64.getEncoder().encodeToString(("user:" + KEY).getBytes(StandardCharsets.UTF_8)))
                .toString();
        return Answer.json("{\"file\":\"https://store.example/d-1.csv?X-Amz-Signature=" + SIGNATURE
                        + "\",\"access_token\":\"t0kenOfTheVendor\",\"again\":\"see t0kenOfTheVendor\",\"echo\":" + echo
                        + "}")
                .with("X-Echo", KEY);
    }

    final int record(Path folder, String... more) {
        return jobdrop.run(Stream.concat(
                        Stream.of("plan", "--feeds", feeds.toString(), "--record", folder.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    final int test() {
        return jobdrop.runBare("test", "acme-jobs", "--feeds", feeds.toString());
    }
}
