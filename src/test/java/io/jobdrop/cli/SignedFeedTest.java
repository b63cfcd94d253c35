package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.FakeVendor.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor that wants its requests signed: a bean beside the feed, and one setting. */
class SignedFeedTest {
    private static final String FEED = """
            vendor: acme
            list: {path: /jobs, method: POST, body: '{"after": {cursor}}', items: $.jobs, paging: {type: cursor, cursor: $.next}}
            job: {completed: done}
            results: {urls: $.file}
            download: {path: "/files/{result}"}
            """;
    private static final String BEAN = """
            - beans:
                - name: acme-signature
                  type: io.jobdrop.sign.HmacSignature
                  properties:
                    text: "{method} {target} {time} {body}"
                    header: Authorization
                    value: "HMAC-SHA256 {signature}"
                    timeHeader: X-Time
            """;

    @AutoClose
    private final JobdropHome jobdrop;

    private final Path feeds;

    SignedFeedTest(@TempDir Path home) throws IOException {
        jobdrop = new JobdropHome(home);
        feeds = Files.createDirectories(home.resolve("feeds"));
    }

    @BeforeEach
    void play() throws IOException {
        Files.writeString(feeds.resolve("acme-jobs.camel.yaml"), TestFeed.yaml("acme-jobs", FEED));
        Files.writeString(feeds.resolve("signature.camel.yaml"), BEAN);
        jobdrop.environment.put("ACME_URL", jobdrop.vendor.url());
        jobdrop.environment.put("ACME_TOKEN", "s3cret-of-acme");
        jobdrop.environment.put("ACME_AUTH", "#bean:acme-signature");
        jobdrop.environment.put("JOBDROP_FEEDS", "acme-jobs");
        jobdrop.vendor.on(
                "/jobs",
                request -> signed(
                        request,
                        request.body().contains("null")
                                ? Answer.json(
                                        "{\"jobs\":[{\"id\":\"1\",\"status\":\"done\",\"file\":\"a b\"}],\"next\":\"c\"}")
                                : Answer.json("{\"jobs\":[]}")));
        jobdrop.vendor.on("/files/a%20b", request -> signed(request, Answer.bytes("text/csv", new byte[] {65, 10})));
    }

    private static Answer signed(Request request, Answer answer) {
        String target = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
        String text = (request.body().isEmpty() ? "GET" : "POST") + " " + target + " " + request.header("X-Time") + " "
                + request.body();
        return ("HMAC-SHA256 " + hmac(text)).equals(request.header("Authorization"))
                ? answer
                : Answer.status(401, "{\"message\":\"wrong signature of " + target + "\"}");
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("s3cret-of-acme".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private int run(String... command) {
        String[] all = java.util.Arrays.copyOf(command, command.length + 2);
        all[command.length] = "--feeds";
        all[command.length + 1] = feeds.toString();
        return jobdrop.run(all);
    }

    @Test
    void list_and_result_are_signed_and_delivered() {
        assertThat(run("check")).as(jobdrop.out() + jobdrop.err()).isZero();
        assertThat(run("run", "--once")).as(jobdrop.out() + jobdrop.err()).isZero();
        assertThat(run("plan")).as(jobdrop.out() + jobdrop.err()).isZero();
    }

    @Test
    void a_bean_that_does_not_exist_is_found_with_the_nearest_name() {
        jobdrop.environment.put("ACME_AUTH", "#bean:acme-signatur");

        assertThat(run("check")).isEqualTo(2);
        assertThat(jobdrop.err())
                .contains("acme.auth: there is no bean 'acme-signatur' in the folders of feeds; did you mean"
                        + " 'acme-signature'?");
    }

    @Test
    void a_bean_of_another_type_is_found() throws IOException {
        Files.writeString(
                feeds.resolve("signature.camel.yaml"),
                "- beans: [{name: acme-signature, type: java.util.ArrayList}]\n");

        assertThat(run("check")).isEqualTo(2);
        assertThat(jobdrop.err())
                .contains("acme.auth: the bean 'acme-signature' is no io.jobdrop.sign.RequestSignature");
    }

    @Test
    void a_wrong_property_of_the_bean_is_found_with_its_file() throws IOException {
        Files.writeString(feeds.resolve("signature.camel.yaml"), BEAN.replace("{target}", "{url}"));

        assertThat(run("check")).isEqualTo(2);
        assertThat(jobdrop.err()).contains("signature.camel.yaml:1: text: 'url' is none of body, bodyHash, host,");
    }

    @Test
    void a_word_that_is_no_kind_of_authentication_is_found() {
        jobdrop.environment.put("ACME_AUTH", "bean:x");

        assertThat(run("check")).isEqualTo(2);
        assertThat(jobdrop.err()).contains("acme.auth: 'bean:x' is none of key, #bean:NAME, oauth2-client-credentials");
    }

    @Test
    void the_bean_of_the_document_is_right() throws IOException {
        Files.writeString(feeds.resolve("signature.camel.yaml"), documented("yaml"));

        assertThat(run("check")).as(jobdrop.err()).isZero();
    }

    @Test
    void the_class_of_the_document_compiles(@TempDir Path folder) throws IOException {
        Path source = folder.resolve("AcmeSignature.java");
        Files.writeString(source, documented("java"));

        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString());

        assertThat(status).isZero();
    }

    private static String documented(String language) throws IOException {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Path.of("docs/authentication.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("cmeSignature") || block.contains("acme-signature"))
                .findFirst()
                .orElseThrow();
    }
}
