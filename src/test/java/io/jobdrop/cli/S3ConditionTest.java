package io.jobdrop.cli;

import static io.jobdrop.support.S3Request.Kind.COMPLETE;
import static io.jobdrop.support.S3Request.Kind.DELETE;
import static io.jobdrop.support.S3Request.Kind.HEAD;
import static io.jobdrop.support.S3Request.Kind.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.S3Fault;
import io.jobdrop.support.S3Faults;
import io.jobdrop.support.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a store keeps an object that is there, and what is done where it does not. */
@Tag("slow")
class S3ConditionTest {
    private static final S3Fault DENIED = S3Fault.error(403, "AccessDenied");

    @AutoClose
    private final S3Home scene;

    private final S3Server server;
    private final S3Faults store;
    private final String bucket;

    S3ConditionTest(@TempDir Path home) throws IOException {
        scene = new S3Home(home);
        server = scene.server;
        store = scene.store;
        bucket = scene.bucket;
    }

    @Test
    void a_store_without_conditional_writes_is_told_with_what_helps() {
        store.on(PUT).always().fails(S3Fault.error(501, "NotImplemented"));

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err())
                .contains("the put of s3://", "501 NotImplemented", "jobdrop.drop.s3.conditional = emulated");
        assertNothingLeft();
    }

    @Test
    void a_store_that_replaces_an_object_all_the_same_is_told() {
        store.on(PUT).nth(2).fails(S3Fault.error(200, ""));

        assertThat(scene.run("check", "--connect")).isEqualTo(2);
        assertThat(scene.err()).contains("the store replaced s3://", "conditional = emulated, or use another store");
        assertNothingLeft();
    }

    @Test
    void an_object_that_may_not_be_deleted_is_named() {
        store.on(DELETE).always().fails(DENIED);

        assertThat(scene.run("check", "--connect")).isZero();
        assertThat(scene.out()).contains("the delete of s3://", "403 AccessDenied", "Delete that object");
    }

    @Test
    void emulated_conditions_ask_before_each_write_and_replace_nothing() {
        scene.set("CONDITIONAL", "emulated");

        assertThat(scene.run("check", "--connect")).isZero();
        assertThat(store.requests(PUT))
                .singleElement()
                .satisfies(put -> assertThat(put.header("If-None-Match")).isNull());
        assertThat(store.count(HEAD)).isEqualTo(3);
        assertThat(store.count(COMPLETE)).isZero();

        scene.deliver();
        assertThat(scene.run("audit")).isZero();
    }

    @Test
    void a_manifest_is_sent_as_a_result_is() {
        scene.deliver();

        assertThat(store.requests(PUT)).hasSize(2).allSatisfy(put -> {
            assertThat(put.header("x-amz-checksum-crc32c")).isNotEmpty();
            assertThat(put.header("x-amz-trailer")).isNull();
            assertThat(put.header("If-None-Match")).isEqualTo("*");
        });
    }

    private void assertNothingLeft() {
        assertThat(server.keys(bucket)).isEmpty();
        assertThat(server.openUploads(bucket)).isEmpty();
    }
}
