package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3SettingsTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", "results")
                .set("AWS_REGION", "eu-central-1");
    }

    @Test
    void a_bucket_and_a_region_are_enough() {
        assertThat(problems()).isEmpty();
        assertThat(jobdrop.read().destinations()).isEqualTo("s3://results");
    }

    @Test
    void the_defaults_are_those_that_the_design_names() {
        Settings settings = jobdrop.read().settings();

        assertThat(settings.bytes("jobdrop.drop.s3.part-size")).isEqualTo(8 << 20);
        assertThat(settings.count("jobdrop.drop.s3.parallel")).isEqualTo(4);
        assertThat(settings.get("jobdrop.drop.s3.checksum-mode")).isEqualTo("when-supported");
        assertThat(settings.get("jobdrop.drop.s3.path-style")).isEqualTo("false");
        assertThat(List.of("prefix", "region", "endpoint", "access-key", "sse", "tags", "acl", "proxy", "trust-store"))
                .allMatch(name -> settings.get("jobdrop.drop.s3." + name).isEmpty());
    }

    @Test
    void a_bucket_must_be_set_where_a_feed_delivers_into_it_and_only_there() {
        jobdrop.set("JOBDROP_DROP_S3_BUCKET", "");
        assertThat(problems())
                .containsExactly("jobdrop.drop.s3.bucket: a feed delivers to s3, and no bucket is set; set it, or the"
                        + " environment variable JOBDROP_DROP_S3_BUCKET");

        jobdrop.set("CONVERTLY_JOBS_DROP", "file");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bucket        | My_Bucket  | 'My_Bucket' is no bucket's name: 3 to 63 lower case letters, digits, hyphens and dots
            bucket        | ab         | 'ab' is no bucket's name: 3 to 63 lower case letters, digits, hyphens and dots
            prefix        | /results   | '/results' is no prefix such as results/acme; it has no slash at its start, and no two
            prefix        | a//b       | 'a//b' is no prefix such as results/acme; it has no slash at its start, and no two
            endpoint      | https://h:99999 | 'https://h:99999' has no port from 1 to 65535
            endpoint      | https://h:0 | 'https://h:0' has no port from 1 to 65535
            endpoint      | store:9000 | 'store:9000' is no http or https address without user and query
            proxy         | socks://p  | 'socks://p' is no http or https address without user and query
            path-style    | yes        | 'yes' is none of true, false
            part-size     | 4MB        | '4MB' is no part size from 5MB to 1GB
            part-size     | 2GB        | '2GB' is no part size from 5MB to 1GB
            parallel      | 0          | '0' is no whole number from 1
            sse           | aws:kmss   | 'aws:kmss' is none of AES256, aws:kms, aws:kms:dsse; did you mean 'aws:kms'?
            tags          | a=b,c      | 'c' is no tag such as name=value
            tags          | =b         | '=b' is no tag such as name=value
            checksum-mode | never      | 'never' is none of when-supported, when-required
            """)
    void a_wrong_value_is_told_with_what_is_right(String name, String value, String problem) {
        assertThat(SettingKind.of("jobdrop.drop.s3." + name).problem(value)).contains(problem);
    }

    @Test
    void halves_of_pairs_and_wrong_values_are_told_at_once_and_no_secret_is() {
        jobdrop.set("JOBDROP_DROP_S3_SECRET_KEY", "s3cret")
                .set("JOBDROP_DROP_S3_SESSION_TOKEN", "s3cret")
                .set("JOBDROP_DROP_S3_PROXY_PASSWORD", "s3cret")
                .set("JOBDROP_DROP_S3_PART_SIZE", "4MB");

        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "environment JOBDROP_DROP_S3_PART_SIZE: jobdrop.drop.s3.part-size: '4MB' is no part size from"
                                + " 5MB to 1GB",
                        half("SECRET_KEY", "secret-key", "access-key"),
                        half("SESSION_TOKEN", "session-token", "access-key"),
                        half("PROXY_PASSWORD", "proxy-password", "proxy-user"));
    }

    @Test
    void an_access_key_needs_its_secret() {
        jobdrop.set("JOBDROP_DROP_S3_ACCESS_KEY", "the-id");

        assertThat(problems()).containsExactly(half("ACCESS_KEY", "access-key", "secret-key"));
    }

    private static String half(String variable, String set, String missing) {
        return "environment JOBDROP_DROP_S3_" + variable + ": jobdrop.drop.s3." + set + " is set, and jobdrop.drop.s3."
                + missing + " is not";
    }

    @Test
    void secrets_are_redacted_and_never_shown_to_routes() {
        jobdrop.set("JOBDROP_DROP_S3_ACCESS_KEY", "the-id")
                .set("JOBDROP_DROP_S3_SECRET_KEY", "the-secret")
                .set("JOBDROP_DROP_S3_SESSION_TOKEN", "the-session")
                .set("JOBDROP_DROP_S3_PROXY_USER", "me")
                .set("JOBDROP_DROP_S3_PROXY_PASSWORD", "the-word")
                .set("JOBDROP_DROP_S3_TRUST_STORE_PASSWORD", "the-store");

        Settings settings = jobdrop.read().settings();

        assertThat(problems()).isEmpty();
        assertThat(settings.forRoutes().toString())
                .contains("results")
                .doesNotContain("the-id", "the-secret", "the-session", "the-word", "the-store");
        assertThat(settings.redact("the-secret the-session the-word the-store")).isEqualTo("*** *** *** ***");
    }

    @Test
    void memory_for_parts_must_leave_a_quarter_of_the_heap() {
        Settings settings = jobdrop.read().settings();
        long needed = 8L * (4 + 1) * 8 << 20;

        assertThat(heapProblems(settings, needed / 3 * 4 + 4)).isEmpty();
        assertThat(heapProblems(settings, 256 << 20))
                .containsExactly(settings.origin("jobdrop.drop.s3.part-size")
                        + ": uploads may need 320 MB of memory (jobdrop.drop.s3.part-size 8MB x"
                        + " (jobdrop.drop.s3.parallel 4 + 1) x 8 workers), and the heap has 256 MB, of which three"
                        + " quarters may be used; lower jobdrop.download.parallel or one of those, or raise the heap"
                        + " (JAVA_OPTS=-Xmx...)");
    }

    private static List<String> heapProblems(Settings settings, long heap) {
        List<Problem> problems = new ArrayList<>();
        MachineCheck.heap(settings, 8, heap, problems);
        return problems.stream().map(Problem::toString).toList();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
