package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.sandbox.Sandbox;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusedSettingsTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jobdrop.drop.s3.bucket             | results     | no active feed delivers to s3; set jobdrop.drop = s3, or FEED.drop = s3
            jobdrop.drop.s3.part-size          | 16MB        | no active feed delivers to s3; set jobdrop.drop = s3, or FEED.drop = s3
            jobdrop.drop.s3.trust-store        | ca.pem      | no active feed delivers to s3; set jobdrop.drop = s3, or FEED.drop = s3
            convertly-jobs.drop.uri            | file:out    | feed 'convertly-jobs' delivers to file; set convertly-jobs.drop = endpoint
            convertly-jobs.drop.send-manifest  | false       | feed 'convertly-jobs' delivers to file; set convertly-jobs.drop = endpoint
            convertly-jobs.drop.name-header    | ObjectName  | feed 'convertly-jobs' delivers to file; set convertly-jobs.drop = endpoint
            userpilot-jobs.drop.uri            | file:out    | feed 'userpilot-jobs' delivers to file; set userpilot-jobs.drop = endpoint
            jobdrop.drop.uri                   | file:out    | every active feed that delivers to an endpoint sets its drop.uri, or there is none; set jobdrop.drop = endpoint, or FEED.drop = endpoint
            jobdrop.drop.name-header           | ObjectName  | every active feed that delivers to an endpoint sets its drop.name-header, or there is none; set jobdrop.drop = endpoint, or FEED.drop = endpoint
            convertly-jobs.inbox               | in          | feed 'convertly-jobs' has a list, and reads no inbox
            companyenrich-bulk.max-pages       | 7           | feed 'companyenrich-bulk' has no list
            convertly-jobs.notify.events       | failed      | nobody is notified of feed 'convertly-jobs'; set convertly-jobs.notify.uri, or jobdrop.notify.uri
            convertly-jobs.hook.type           | convertly   | convertly-jobs.hook.secret is not set, and the hook is off
            jobdrop.notify.events              | failed      | nobody is notified; set jobdrop.notify.uri, or FEED.notify.uri
            companyenrich-bulk.full-walk       | 2h          | feed 'companyenrich-bulk' has no list
            """)
    void a_setting_that_nothing_reads_is_found_in_the_environment_and_in_a_file(String key, String value, String why)
            throws IOException {
        Path file = Files.writeString(home.resolve("my.properties"), "# mine\n" + key + " = " + value + "\n");

        assertThat(read(file).problems())
                .extracting(Problem::toString)
                .containsExactly(file + ":2: " + key + " does nothing: " + why);

        assertThat(read(file).obstacles()).isEmpty();

        jobdrop.set(Setting.variable(key), value);
        assertThat(problems())
                .containsExactly("environment " + Setting.variable(key) + ": " + key + " does nothing: " + why);
    }

    @Test
    void all_of_them_are_told_at_once() {
        jobdrop.set("JOBDROP_DROP_S3_BUCKET", "results")
                .set("JOBDROP_DROP_S3_PREFIX", "in")
                .set("CONVERTLY_JOBS_INBOX", "in");

        assertThat(problems()).hasSize(3);
    }

    @Test
    void the_defaults_written_out_are_no_mistake() throws IOException {
        assertThat(read(Path.of("config/application.properties").toAbsolutePath())
                        .problems())
                .isEmpty();
    }

    @Test
    void what_a_feed_reads_is_no_mistake() {
        jobdrop.set("CONVERTLY_JOBS_DROP", "endpoint")
                .set("JOBDROP_DROP_URI", "file:out")
                .set("CONVERTLY_JOBS_DROP_SEND_MANIFEST", "false");
        assertThat(problems()).isEmpty();

        jobdrop.set("CONVERTLY_JOBS_DROP_URI", "file:own");
        assertThat(problems()).singleElement().asString().contains("environment JOBDROP_DROP_URI: ");
    }

    @Test
    void a_kamelet_of_ones_own_may_read_anything() throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", """
                vendor: convertly
                list: {path: /jobs}
                job: {completed: done}
                results: {urls: $.url}
                """));
        Files.writeString(home.resolve("feeds/archive-drop-sink.kamelet.yaml"), "");
        jobdrop.set("ACME_DROP", "archive").set("JOBDROP_DROP_S3_BUCKET", "results");

        assertThat(problems()).isEmpty();
    }

    @Test
    void the_sandbox_ignores_where_real_feeds_deliver_to() throws IOException {
        try (Sandbox sandbox = Sandbox.start()) {
            assertThat(Configuration.read(
                                    new Configuration.Sources(
                                            Path.of("").toAbsolutePath(),
                                            home,
                                            List.of(),
                                            List.of(),
                                            RuntimeSettings.NONE,
                                            Map.of("JOBDROP_DROP", "s3", "JOBDROP_DROP_S3_BUCKET", "results")),
                                    sandbox.settings())
                            .problems())
                    .isEmpty();
        }
    }

    private Configuration read(Path file) {
        return Configuration.read(
                new Configuration.Sources(
                        Path.of("").toAbsolutePath(),
                        home,
                        List.of(file),
                        List.of(),
                        RuntimeSettings.NONE,
                        Map.of("CONVERTLY_TOKEN", "key")),
                Map.of());
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
