package io.jobdrop.cli;

import static io.jobdrop.cli.S3Home.FILE;
import static io.jobdrop.cli.S3Home.MANIFEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Request;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The commands that look at the bucket: check, check --connect and audit. */
@Tag("slow")
class S3AuditCommandTest {
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
    void audit_finds_objects_as_they_were_delivered() {
        scene.deliver();

        assertThat(scene.run("audit")).isZero();
        assertThat(scene.out())
                .contains("1 delivered jobs, 1 files, 2 bytes: all as delivered")
                .doesNotContain("uploads are open");
    }

    @Test
    void audit_finds_objects_that_were_changed_or_removed() {
        scene.deliver();
        replace(FILE, "b\n");
        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out())
                .contains("changed: another sha256", "s3://" + bucket + "/" + FILE, "1 missing or changed");

        replace(FILE, "longer\n");
        replace(MANIFEST, "{}");
        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("changed: 7 bytes in place of 2", "it does not agree with the ledger");

        for (String key : List.of(FILE, MANIFEST)) {
            server.client().deleteObject(delete -> delete.bucket(bucket).key(key));
        }
        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("missing", "s3://" + bucket + "/" + MANIFEST, "2 missing or changed");
    }

    @Test
    void a_missing_object_comes_back_and_the_manifest_stays() {
        scene.deliver();
        Object manifest = server.head(bucket, MANIFEST).lastModified();
        server.client().deleteObject(delete -> delete.bucket(bucket).key(FILE));

        assertThat(scene.run("redeliver", "--missing")).isZero();
        assertThat(scene.out()).contains("s3://" + bucket + "/" + FILE + " (missing)", "1 jobs are due again");
        assertThat(scene.run("run", "--once")).isZero();

        assertThat(server.keys(bucket)).containsExactlyInAnyOrder(FILE, MANIFEST);
        assertThat(server.head(bucket, MANIFEST).lastModified()).isEqualTo(manifest);
        assertThat(scene.run("audit")).isZero();
        assertNoUploads();
    }

    @Test
    void audit_tells_an_object_that_it_may_not_read_from_a_missing_one() {
        scene.deliver();
        store.on(S3Request.Kind.GET).first(2).fails(DENIED);

        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("cannot be read: the get of s3://" + bucket + "/" + FILE, "403 AccessDenied");
    }

    @Test
    void audit_lists_uploads_that_somebody_left_open_below_the_prefix() {
        scene.deliver();
        open("in/left/behind.csv");
        open("elsewhere/of-others.csv");

        assertThat(scene.run("audit")).isZero();
        assertThat(scene.out())
                .contains("1 uploads are open there with which no job of this ledger goes on", "in/left/behind.csv")
                .doesNotContain("of-others.csv");
    }

    private void replace(String key, String content) {
        server.client().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private void open(String key) {
        server.client().createMultipartUpload(create -> create.bucket(bucket).key(key));
    }

    private void assertNoUploads() {
        assertThat(server.openUploads(bucket)).isEmpty();
    }
}
