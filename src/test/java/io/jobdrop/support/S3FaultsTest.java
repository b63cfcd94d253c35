package io.jobdrop.support;

import static io.jobdrop.support.S3Request.Kind.ABORT;
import static io.jobdrop.support.S3Request.Kind.COMPLETE;
import static io.jobdrop.support.S3Request.Kind.CREATE_UPLOAD;
import static io.jobdrop.support.S3Request.Kind.GET;
import static io.jobdrop.support.S3Request.Kind.HEAD;
import static io.jobdrop.support.S3Request.Kind.LIST;
import static io.jobdrop.support.S3Request.Kind.LIST_PARTS;
import static io.jobdrop.support.S3Request.Kind.LIST_UPLOADS;
import static io.jobdrop.support.S3Request.Kind.PUT;
import static io.jobdrop.support.S3Request.Kind.UPLOAD_PART;
import static io.jobdrop.support.S3Scene.PART;
import static io.jobdrop.support.S3Scene.TEXT;
import static io.jobdrop.support.S3Scene.assertThatS3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** That what a test announces to go wrong with S3 goes wrong, once and in no other way. */
@Tag("slow")
class S3FaultsTest {
    private S3Scene s3;

    @BeforeEach
    void open() throws IOException {
        s3 = new S3Scene(S3Server.s3proxy());
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @Test
    void knows_what_a_request_asks_for() {
        s3.put("k");
        String id = s3.create();
        s3.part(id, 7, 1);
        s3.client.listParts(list -> list.bucket(s3.bucket).key("big").uploadId(id));
        s3.client.listMultipartUploads(list -> list.bucket(s3.bucket));
        s3.client.abortMultipartUpload(
                abort -> abort.bucket(s3.bucket).key("big").uploadId(id));
        s3.client.headObject(head -> head.bucket(s3.bucket).key("k"));
        s3.client.getObjectAsBytes(get -> get.bucket(s3.bucket).key("k"));
        s3.client.listObjectsV2(list -> list.bucket(s3.bucket));

        assertThat(s3.faults.requests())
                .extracting(S3Request::kind)
                .containsExactly(PUT, CREATE_UPLOAD, UPLOAD_PART, LIST_PARTS, LIST_UPLOADS, ABORT, HEAD, GET, LIST);
        assertThat(s3.faults.requests(UPLOAD_PART)).extracting(S3Request::part).containsExactly(7);
    }

    @Test
    void answers_an_error_in_place_of_the_server() {
        s3.faults.on(PUT).nth(2).fails(S3Fault.error(503, "SlowDown"));

        s3.put("first");
        assertThatS3(() -> s3.put("second")).isEqualTo("503 SlowDown");
        s3.put("third");

        assertThat(s3.server.keys(s3.bucket)).containsExactly("first", "third");
        assertThat(s3.faults.requests(PUT)).extracting(S3Request::status).containsExactly(200, 503, 200);
    }

    @Test
    void answers_an_error_to_a_head_without_a_body() {
        s3.faults.on(HEAD).fails(S3Fault.error(403, "AccessDenied"));

        assertThatThrownBy(() ->
                        s3.client.headObject(head -> head.bucket(s3.bucket).key("k")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    @Test
    void lets_one_part_go_wrong_twice() {
        s3.faults.on(UPLOAD_PART).part(2).first(2).fails(S3Fault.error(500, "InternalError"));
        String id = s3.create();

        s3.part(id, 1, PART);
        assertThatS3(() -> s3.part(id, 2, PART)).isEqualTo("500 InternalError");
        assertThatS3(() -> s3.part(id, 2, PART)).isEqualTo("500 InternalError");
        s3.part(id, 2, PART);

        assertThat(s3.faults.count(UPLOAD_PART)).isEqualTo(4);
        assertThat(s3.faults.requests(UPLOAD_PART))
                .allSatisfy(request -> assertThat(request.header("Expect")).isEqualTo("100-continue"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 400, 503})
    void refuses_a_part_before_its_body_comes(int status) {
        s3.faults.on(UPLOAD_PART).fails(S3Fault.error(status, "Announced"));
        String id = s3.create();

        assertThatS3(() -> s3.part(id, 1, PART)).isEqualTo(status + " Announced");
    }

    @Test
    void answers_a_complete_with_an_error_that_has_status_200() {
        s3.faults.on(COMPLETE).fails(S3Fault.errorWithStatus200("InternalError"));
        String id = s3.create();
        List<CompletedPart> parts = List.of(s3.part(id, 1, 1));

        assertThatThrownBy(() -> s3.complete(id, parts)).isInstanceOf(S3Exception.class);
        assertThat(s3.server.keys(s3.bucket)).isEmpty();

        s3.complete(id, parts);
        assertThat(s3.server.keys(s3.bucket)).containsExactly("big");
    }

    @Test
    void cuts_a_connection_before_and_after_the_server_did_it() {
        s3.faults.on(PUT).nth(1).fails(S3Fault.cut());
        s3.faults.on(PUT).nth(2).fails(S3Fault.doneButCut());
        s3.faults.on(PUT).nth(3).fails(S3Fault.doneButError(500, "InternalError"));

        assertThatThrownBy(() -> s3.put("first")).isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> s3.put("second")).isInstanceOf(SdkClientException.class);
        assertThatS3(() -> s3.put("third")).isEqualTo("500 InternalError");

        assertThat(s3.server.keys(s3.bucket)).containsExactly("second", "third");
        assertThat(s3.faults.requests(PUT)).extracting(S3Request::status).containsExactly(0, 0, 500);
        assertThat(s3.faults.requests(PUT)).extracting(S3Request::served).containsExactly(0, 200, 200);
    }

    @Test
    void never_answers_until_the_client_gives_up() {
        s3.faults.on(PUT).fails(S3Fault.silence());

        assertThatThrownBy(() -> s3.put(
                        "k",
                        put -> put.overrideConfiguration(settings -> settings.apiCallTimeout(Duration.ofMillis(200)))))
                .isInstanceOf(SdkClientException.class);
        assertThat(s3.server.keys(s3.bucket)).isEmpty();
    }

    @Test
    void changes_a_byte_that_the_signature_or_the_checksum_tells() throws IOException {
        for (S3Server server : List.of(S3Server.s3proxy(), S3Server.s3mock())) {
            try (S3Scene own = new S3Scene(server)) {
                own.faults.on(PUT).fails(S3Fault.corruptedBody());

                assertThatS3(() -> own.put("k")).startsWith("40");
                assertThat(server.keys(own.bucket)).isEmpty();
            }
        }
    }

    @Test
    void refuses_a_presigned_url_that_comes_with_an_account() throws Exception {
        s3.put("k");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(S3Server.presigned(s3.faults.endpoint(), s3.bucket, "k", Duration.ofMinutes(1))));

        assertThat(send(request).body()).isEqualTo(TEXT);
        HttpResponse<String> refused = send(request.header("Authorization", "Bearer secret"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>InvalidArgument</Code>");
        assertThat(s3.faults.requests(GET)).extracting(S3Request::served).containsExactly(200, 0);
    }

    @Test
    void forgets_what_was_announced() {
        s3.faults.on(PUT).always().fails(S3Fault.cut());
        assertThatThrownBy(() -> s3.put("k")).isInstanceOf(SdkClientException.class);

        s3.faults.reset();
        s3.put("k");

        assertThat(s3.faults.requests()).hasSize(1);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
