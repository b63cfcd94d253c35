package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * What every object of the bucket gets: encryption, storage class, tags and ACL. It is added below the requests, so that
 * results and manifests have the same, whoever puts them.
 */
final class ObjectOptions implements ExecutionInterceptor {
    private final @Nullable String encryption;
    private final @Nullable String kmsKey;
    private final @Nullable String storageClass;
    private final @Nullable Tagging tags;
    private final @Nullable String acl;

    ObjectOptions(Settings settings) {
        encryption = value(settings, "sse");
        kmsKey = value(settings, "kms-key-id");
        storageClass = value(settings, "storage-class");
        acl = value(settings, "acl");
        List<Tag> all = settings.list(S3Connection.PREFIX + "tags").stream()
                .map(tag -> tag.split("=", 2))
                .map(tag -> Tag.builder().key(tag[0]).value(tag[1]).build())
                .toList();
        tags = all.isEmpty() ? null : Tagging.builder().tagSet(all).build();
    }

    private static @Nullable String value(Settings settings, String name) {
        String value = settings.get(S3Connection.PREFIX + name);
        return value.isEmpty() ? null : value;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof PutObjectRequest put) {
            PutObjectRequest.Builder all = put.toBuilder()
                    .serverSideEncryption(encryption)
                    .ssekmsKeyId(kmsKey)
                    .storageClass(storageClass)
                    .acl(acl);
            return (tags == null ? all : all.tagging(tags)).build();
        }
        if (context.request() instanceof CreateMultipartUploadRequest create) {
            CreateMultipartUploadRequest.Builder all = create.toBuilder()
                    .serverSideEncryption(encryption)
                    .ssekmsKeyId(kmsKey)
                    .storageClass(storageClass)
                    .acl(acl);
            return (tags == null ? all : all.tagging(tags)).build();
        }
        return context.request();
    }
}
