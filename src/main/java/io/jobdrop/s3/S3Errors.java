package io.jobdrop.s3;

import io.jobdrop.job.JobFailure;
import io.jobdrop.job.RetryLater;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the store's errors mean for a job: bucket, key, operation, the store's code, and what to do. All of them pass, or
 * are mended by somebody, so that the job is tried again. Codes: S3 API Reference, Error Responses.
 */
final class S3Errors {
    static final int PRECONDITION_FAILED = 412;
    static final int CONFLICT = 409;

    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("NoSuchBucket", "create the bucket, or correct jobdrop.drop.s3.bucket"),
            Map.entry(
                    "AccessDenied",
                    "the credentials need s3:PutObject, s3:GetObject, s3:AbortMultipartUpload,"
                            + " s3:ListMultipartUploadParts and s3:ListBucketMultipartUploads"),
            Map.entry("AllAccessDisabled", "the bucket's owner has disabled it"),
            Map.entry("InvalidAccessKeyId", "correct jobdrop.drop.s3.access-key, or what the AWS default chain finds"),
            Map.entry(
                    "SignatureDoesNotMatch", "correct jobdrop.drop.s3.secret-key, or what the AWS default chain finds"),
            Map.entry("ExpiredToken", "the credentials have expired; they are read anew"),
            Map.entry("TokenRefreshRequired", "the credentials have expired; they are read anew"),
            Map.entry("InvalidToken", "correct jobdrop.drop.s3.session-token, or what the AWS default chain finds"),
            Map.entry("RequestTimeTooSkewed", "set this machine's clock"),
            Map.entry("PermanentRedirect", "correct jobdrop.drop.s3.region"),
            Map.entry("AuthorizationHeaderMalformed", "correct jobdrop.drop.s3.region"),
            Map.entry("SlowDown", "the store asks for fewer requests"),
            Map.entry("ServiceUnavailable", "the store asks for fewer requests"),
            Map.entry("BadDigest", "what arrived there is not what was sent"),
            Map.entry(
                    "NoSuchUpload",
                    "the upload is gone, by a lifecycle rule perhaps; the next attempt uploads all of it"),
            Map.entry("KeyTooLongError", "shorten jobdrop.drop.name or jobdrop.drop.s3.prefix"),
            Map.entry(
                    "NotImplemented",
                    "the store lacks something; try jobdrop.drop.s3.conditional = emulated,"
                            + " jobdrop.drop.s3.checksum-mode = when-required, and no tags, storage-class, acl or sse"));

    private S3Errors() {}

    /** The failure of a job's attempt. */
    static JobFailure failure(String operation, String location, SdkException cause) {
        return new RetryLater(text(operation, location, cause), cause);
    }

    /** One sentence; what the store itself says is not repeated but for its code. */
    static String text(String operation, String location, SdkException cause) {
        String at = operation + " of " + location;
        if (!(cause instanceof AwsServiceException answer)) {
            return at + " failed: " + cause.getMessage();
        }
        String code = code(answer);
        String advice = ADVICE.getOrDefault(code, "");
        return at + " was answered " + answer.statusCode() + (code.isEmpty() ? "" : " " + code)
                + (advice.isEmpty() ? "" : ": " + advice);
    }

    /** The store's code; empty when it gives none. */
    static String code(SdkException cause) {
        AwsErrorDetails details = cause instanceof AwsServiceException answer ? answer.awsErrorDetails() : null;
        String code = details == null ? null : details.errorCode();
        return code != null && code.matches("[A-Za-z0-9.:_-]{1,60}") ? code : "";
    }

    /** Whether the store knows the upload no more. */
    static boolean isGone(SdkException cause) {
        return code(cause).equals("NoSuchUpload");
    }

    /** Whether an object stood under the key already. */
    static boolean isThere(SdkException cause) {
        return status(cause) == PRECONDITION_FAILED;
    }

    /** Whether another write to the key was under way. */
    static boolean isConflict(SdkException cause) {
        return status(cause) == CONFLICT;
    }

    private static int status(SdkException cause) {
        return cause instanceof AwsServiceException answer ? answer.statusCode() : 0;
    }
}
