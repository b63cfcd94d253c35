package io.jobdrop.cli;

import static io.jobdrop.support.S3Request.Kind.ABORT;
import static io.jobdrop.support.S3Request.Kind.COMPLETE;
import static io.jobdrop.support.S3Request.Kind.CREATE_UPLOAD;
import static io.jobdrop.support.S3Request.Kind.DELETE;
import static io.jobdrop.support.S3Request.Kind.GET;
import static io.jobdrop.support.S3Request.Kind.LIST_UPLOADS;
import static io.jobdrop.support.S3Request.Kind.PUT;
import static io.jobdrop.support.S3Request.Kind.UPLOAD_PART;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Request;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that look at the bucket: check, check --connect and audit. */
@Tag("slow")
class S3CommandsTest {
    private static final S3Fault DENIED = S3Fault.error(403, "AccessDenied");

    @TempDir
    Path home;

    private S3Home scene;
    private S3Server server;
    private S3Faults store;
    private String bucket;

    @BeforeEach
    void start() throws IOException {
        scene = new S3Home(home);
        server = scene.server;
        store = scene.store;
        bucket = scene.bucket;
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
    }

    @Test
    void check_describes_the_bucket_and_asks_nobody() {
        scene.set("TAGS", "team=data");
        scene.set("SSE", "AES256");

        assertThat(scene.run("check")).isZero();

        assertThat(scene.out())
                .contains(
                        "to s3://" + bucket + "/in",
                        "The bucket: " + bucket + ", keys below in/, at " + store.endpoint() + ", region us-east-1,"
                                + " credentials by jobdrop.drop.s3.access-key, sse AES256, tags team=data, checksums"
                                + " when-supported.",
                        "Parts: 8MB x (4 + 1) x 2 workers = 80 MB of memory at most.");
        assertThat(store.requests()).isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void check_connects_when_it_is_told_to_and_leaves_nothing() {
        assertThat(scene.run("check", "--connect")).isZero();

        assertThat(scene.out())
                .contains("Connected: an upload to s3://" + bucket + "/in/.jobdrop-check-", "aborted.", "is deleted.");
        assertThat(store.requests())
                .extracting(S3Request::kind)
                .containsExactly(
                        CREATE_UPLOAD,
                        UPLOAD_PART,
                        LIST_UPLOADS,
                        ABORT,
                        PUT,
                        PUT,
                        CREATE_UPLOAD,
                        UPLOAD_PART,
                        COMPLETE,
                        ABORT,
                        GET,
                        DELETE);
        assertNothingLeft();
    }

    @Test
    void a_bucket_that_does_not_exist_is_told() {
        scene.set("BUCKET", "no-such-bucket");

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err())
                .contains(
                        "the begin of an upload of s3://no-such-bucket/in/.jobdrop-check-",
                        "was answered 404 NoSuchBucket: create the bucket, or correct jobdrop.drop.s3.bucket");
    }

    @Test
    void a_wrong_secret_is_told() {
        scene.set("SECRET_KEY", "another-secret");

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("403 SignatureDoesNotMatch: correct jobdrop.drop.s3.secret-key");
    }

    @Test
    void a_store_that_is_down_is_told() throws IOException {
        store.close();

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("the begin of an upload of s3://" + bucket, " failed: ", "Connection refused");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_UPLOAD,the begin of an upload",
        "UPLOAD_PART,a part",
        "LIST_UPLOADS,the listing of uploads",
        "ABORT,the abort"
    })
    void a_right_that_is_missing_is_told_with_the_step_that_needs_it(S3Request.Kind kind, String step) {
        store.on(kind).fails(DENIED);

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains(step + " of s3://", "403 AccessDenied: the credentials need", "s3:PutObject");
        if (kind != ABORT) {
            assertNothingLeft();
        }
    }

    @Test
    void the_first_missing_right_is_told_when_even_the_abort_is_refused() {
        store.on(UPLOAD_PART).fails(DENIED);
        store.on(ABORT).fails(DENIED);

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("a part of s3://", "403 AccessDenied: the credentials need");
    }

    @Test
    void a_trust_store_that_cannot_be_read_is_told() throws IOException {
        scene.set("TRUST_STORE", Files.createFile(home.resolve("empty")).toString());

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("jobdrop.drop.s3.trust-store (" + home.resolve("empty") + ") cannot be read");
        assertThat(scene.run("run", "--once")).isEqualTo(2);
        assertThat(scene.run("plan")).isEqualTo(2);
    }

    @Test
    void a_region_that_nobody_names_is_told() {
        scene.set("ENDPOINT", "");
        System.setProperty("aws.disableEc2Metadata", "true");
        try {
            assertThat(scene.run("check", "--connect")).isEqualTo(2);
            assertThat(scene.err())
                    .contains(
                            "jobdrop.drop.s3.region: no region is known; set jobdrop.drop.s3.region, AWS_REGION, or the region of a profile");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
        }
    }

    private void assertNothingLeft() {
        assertThat(server.keys(bucket)).isEmpty();
        assertNoUploads();
    }

    private void assertNoUploads() {
        assertThat(server.openUploads(bucket)).isEmpty();
    }
}
