package bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * The SDK's own multipart upload of what lies in memory: nothing is downloaded, hashed or recorded. Arguments: endpoint,
 * bucket, files, size, size of a part, files at once, parts of a file at once.
 */
public final class SdkUpload {
    private final S3Client client;
    private final String bucket;
    private final byte[] part;
    private final int partsAtOnce;

    private SdkUpload(S3Client client, String bucket, int partSize, int partsAtOnce) {
        this.client = client;
        this.bucket = bucket;
        this.part = new byte[partSize];
        this.partsAtOnce = partsAtOnce;
        new Random(1).nextBytes(part);
    }

    public static void main(String[] arguments) throws Exception {
        try (S3Client client = S3Proxy.client(arguments[0])) {
            SdkUpload upload = new SdkUpload(
                    client, arguments[1], Integer.parseInt(arguments[4]), Integer.parseInt(arguments[6]));
            long size = Long.parseLong(arguments[3]);
            ExecutorService files = Executors.newFixedThreadPool(Integer.parseInt(arguments[5]));
            List<Future<?>> uploads = new ArrayList<>();
            for (int i = 1; i <= Integer.parseInt(arguments[2]); i++) {
                String key = "sdk/" + i;
                uploads.add(files.submit(() -> upload.put(key, size)));
            }
            for (Future<?> done : uploads) {
                done.get();
            }
            files.shutdown();
        }
    }

    private Void put(String key, long size) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(partsAtOnce);
        try {
            String id = client.createMultipartUpload(create -> create.bucket(bucket).key(key))
                    .uploadId();
            List<Future<CompletedPart>> parts = new ArrayList<>();
            for (long at = 0; at < size; at += part.length) {
                int number = parts.size() + 1;
                int length = (int) Math.min(part.length, size - at);
                parts.add(workers.submit(() -> put(key, id, number, length)));
            }
            List<CompletedPart> completed = new ArrayList<>();
            for (Future<CompletedPart> done : parts) {
                completed.add(done.get());
            }
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(upload -> upload.parts(completed)));
            return null;
        } finally {
            workers.shutdown();
        }
    }

    private CompletedPart put(String key, String id, int number, int length) {
        RequestBody body = RequestBody.fromByteBuffer(ByteBuffer.wrap(part, 0, length));
        String etag = client.uploadPart(
                        upload -> upload.bucket(bucket).key(key).uploadId(id).partNumber(number), body)
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }
}
