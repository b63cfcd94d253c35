package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import io.jobdrop.record.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The bucket that receives results, in the few requests that a delivery needs. Nothing it does replaces an object, unless
 * {@code jobdrop.drop.s3.conditional} is emulated and another writer puts one in the same moment.
 *
 * <p>Camel's aws2-s3 producer cannot be used for results: its multipart upload holds what has no length in memory, repeats
 * no part, knows no metadata, and aborts what a later attempt could go on with. Errors are the SDK's.
 */
public final class Bucket implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String name;
    private final String prefix;
    private final boolean checksums;
    private final boolean conditional;

    /** The bucket of the settings, by a client that this closes. */
    public Bucket(Settings settings, S3Client client) {
        this.client = client;
        this.name = settings.get(S3Connection.PREFIX + "bucket");
        String set = settings.get(S3Connection.PREFIX + "prefix").replaceAll("^/+|/+$", "");
        this.prefix = set.isEmpty() ? "" : set + "/";
        this.checksums = !settings.get(S3Connection.PREFIX + "checksum-mode").equals("when-required");
        this.conditional = !settings.get(S3Connection.PREFIX + "conditional").equals("emulated");
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What all keys of ours begin with; empty or with a slash at its end. */
    public String prefix() {
        return prefix;
    }

    /** The key of a path below the drop. */
    public String key(String path) {
        return prefix + path;
    }

    /** A key as people and the ledger write it. */
    public String location(String key) {
        return "s3://" + name + "/" + key;
    }

    /** Puts a whole object, if nothing stands under its key; fails with 412 otherwise. */
    void put(String key, byte[] content, ObjectHeaders headers) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(name)
                .key(key)
                .ifNoneMatch(condition(key))
                .contentType(headers.contentType())
                .contentEncoding(headers.contentEncoding())
                .contentDisposition(headers.contentDisposition())
                .metadata(headers.metadata());
        if (checksums) {
            request.checksumCRC32C(Crc32c.base64(Crc32c.of(content, content.length)));
        } else {
            request.contentMD5(md5(content, content.length));
        }
        client.putObject(request.build(), RequestBody.fromBytes(content));
    }

    /** Begins an upload, and returns the store's id for it. */
    String begin(String key, ObjectHeaders headers) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(name)
                .key(key)
                .contentType(headers.contentType())
                .contentEncoding(headers.contentEncoding())
                .contentDisposition(headers.contentDisposition())
                .metadata(headers.metadata());
        if (checksums) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C).checksumType(ChecksumType.FULL_OBJECT);
        }
        return client.createMultipartUpload(request.build()).uploadId();
    }

    /** Uploads a part, which the store checks. The buffer must not change until this returns. */
    Upload.Part part(String key, String uploadId, int number, byte[] buffer, int length) {
        long crc = Crc32c.of(buffer, length);
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(name)
                .key(key)
                .uploadId(uploadId)
                .partNumber(number)
                .contentLength((long) length);
        if (checksums) {
            request.checksumCRC32C(Crc32c.base64(crc));
        } else {
            request.contentMD5(md5(buffer, length));
        }
        RequestBody body = RequestBody.fromContentProvider(
                () -> new java.io.ByteArrayInputStream(buffer, 0, length), length, "application/octet-stream");
        return new Upload.Part(
                number, length, client.uploadPart(request.build(), body).eTag(), crc);
    }

    /** Makes an object of the parts, if nothing stands under the key; fails with 412 otherwise. */
    void complete(String key, String uploadId, List<Upload.Part> parts) {
        List<CompletedPart> completed = parts.stream().map(this::completed).toList();
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket(name)
                .key(key)
                .uploadId(uploadId)
                .ifNoneMatch(condition(key))
                .multipartUpload(upload -> upload.parts(completed));
        if (checksums) {
            request.checksumType(ChecksumType.FULL_OBJECT).checksumCRC32C(Crc32c.base64(Crc32c.of(parts)));
        }
        client.completeMultipartUpload(request.build());
    }

    // A store without conditions is asked before. Another writer may come in between.
    private @Nullable String condition(String key) {
        if (conditional) {
            return "*";
        }
        if (exists(key)) {
            throw S3Exception.builder()
                    .statusCode(S3Errors.PRECONDITION_FAILED)
                    .message("an object is there")
                    .build();
        }
        return null;
    }

    private boolean exists(String key) {
        try {
            client.headObject(request -> request.bucket(name).key(key));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Deletes an object; of a delivery nothing is ever deleted. */
    void delete(String key) {
        client.deleteObject(request -> request.bucket(name).key(key));
    }

    private CompletedPart completed(Upload.Part part) {
        return CompletedPart.builder()
                .partNumber(part.number())
                .eTag(part.etag())
                .checksumCRC32C(checksums ? Crc32c.base64(part.crc32c()) : null)
                .build();
    }

    /** Aborts an upload; one that the store does not know any more is as good as aborted. */
    void abort(String key, String uploadId) {
        try {
            client.abortMultipartUpload(request -> request.bucket(name).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            if (!S3Errors.isGone(e)) {
                throw e;
            }
        }
    }

    /** Reads an object; null when there is none. */
    public @Nullable InputStream read(String key) throws IOException {
        try {
            return client.getObject(request -> request.bucket(name).key(key));
        } catch (NoSuchKeyException e) {
            return null;
        }
    }

    /** An upload that is neither completed nor aborted. */
    public record Open(String key, String uploadId, Instant initiated) {}

    /** The open uploads whose key begins so, of whatever process. */
    public List<Open> open(String keyPrefix) {
        List<Open> open = new ArrayList<>();
        client.listMultipartUploadsPaginator(request -> request.bucket(name).prefix(keyPrefix))
                .uploads()
                .forEach(upload -> open.add(new Open(upload.key(), upload.uploadId(), upload.initiated())));
        return open;
    }

    private static String md5(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(bytes, 0, length);
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
