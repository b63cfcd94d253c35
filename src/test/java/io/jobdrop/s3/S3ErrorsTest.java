package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.RetryLater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class S3ErrorsTest {
    private static final String PLACE = "s3://results/f/e-17/r.csv";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | NoSuchBucket          | create the bucket, or correct jobdrop.drop.s3.bucket
            403 | SignatureDoesNotMatch | correct jobdrop.drop.s3.secret-key, or what the AWS default chain finds
            400 | ExpiredToken          | the credentials have expired; they are read anew
            403 | RequestTimeTooSkewed  | set this machine's clock
            301 | PermanentRedirect     | correct jobdrop.drop.s3.region
            404 | NoSuchUpload          | the upload is gone, by a lifecycle rule perhaps; the next attempt uploads all of it
            """)
    void operation_place_status_code_and_advice_are_told(int status, String code, String advice) {
        assertThat(S3Errors.text("the put", PLACE, answer(status, code)))
                .isEqualTo("the put of " + PLACE + " was answered " + status + " " + code + ": " + advice);
    }

    @Test
    void denied_access_tells_all_rights_that_are_needed() {
        assertThat(S3Errors.text("the abort", PLACE, answer(403, "AccessDenied")))
                .contains(
                        "403 AccessDenied: the credentials need s3:PutObject",
                        "s3:GetObject",
                        "s3:AbortMultipartUpload",
                        "s3:ListBucketMultipartUploads");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "No Such Key", "A\r\nERROR all is lost", "<b>", "Ünknown", "x\u001b[2J"})
    void what_is_no_code_is_not_repeated_nor_is_any_message(String hostile) {
        assertThat(S3Errors.text("part 3", PLACE, answer(500, hostile)))
                .isEqualTo("part 3 of " + PLACE + " was answered 500");
        assertThat(S3Errors.code(answer(500, hostile))).isEmpty();
        assertThat(S3Errors.code(answer(500, "A".repeat(61)))).isEmpty();
    }

    @Test
    void a_code_that_we_do_not_know_is_told_without_advice() {
        assertThat(S3Errors.text("the put", PLACE, answer(418, "ShortAndStout")))
                .isEqualTo("the put of " + PLACE + " was answered 418 ShortAndStout");
    }

    @Test
    void an_answer_without_details_has_its_status() {
        SdkException bare = S3Exception.builder().statusCode(502).build();

        assertThat(S3Errors.text("the put", PLACE, bare)).isEqualTo("the put of " + PLACE + " was answered 502");
    }

    @Test
    void a_failure_of_the_network_is_told_as_it_is() {
        SdkException network = SdkClientException.create("Connect to store:443 failed: Connection refused");

        assertThat(S3Errors.text("the put", PLACE, network))
                .isEqualTo("the put of " + PLACE + " failed: Connect to store:443 failed: Connection refused");
        assertThat(S3Errors.code(network)).isEmpty();
        assertThat(S3Errors.isThere(network)).isFalse();
    }

    @Test
    void a_failure_is_tried_again_and_keeps_its_cause() {
        SdkException cause = answer(503, "SlowDown");

        assertThat(S3Errors.failure("the put", PLACE, cause))
                .isInstanceOf(RetryLater.class)
                .hasMessage("the put of " + PLACE + " was answered 503 SlowDown: the store asks for fewer requests")
                .hasCause(cause);
    }

    @Test
    void what_changes_the_course_is_known_by_status_or_code() {
        assertThat(S3Errors.isThere(answer(412, "PreconditionFailed"))).isTrue();
        assertThat(S3Errors.isThere(answer(409, "ConditionalRequestConflict"))).isFalse();
        assertThat(S3Errors.isConflict(answer(409, "ConditionalRequestConflict")))
                .isTrue();
        assertThat(S3Errors.isGone(answer(404, "NoSuchUpload"))).isTrue();
        assertThat(S3Errors.isGone(answer(404, "NoSuchKey"))).isFalse();
    }

    private static SdkException answer(int status, String code) {
        return S3Exception.builder()
                .statusCode(status)
                .message("the store's words")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("the store's words")
                        .build())
                .build();
    }
}
