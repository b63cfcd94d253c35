package io.jobdrop.sign;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * The signature of Amazon's own APIs, and of those behind its API Gateway: Signature Version 4. {@code VENDOR.token} is the
 * secret access key.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Amazon's page</a>
 */
public final class AwsSignature implements RequestSignature {
    private final Clock clock;
    private String accessKeyId = "";
    private String region = "us-east-1";
    private String service = "execute-api";

    public AwsSignature() {
        this(Clock.systemUTC());
    }

    AwsSignature(Clock clock) {
        this.clock = clock;
    }

    /** The id of the access key, such as {@code AKIA…}; it is no secret. */
    public void setAccessKeyId(String accessKeyId) {
        this.accessKeyId = accessKeyId;
    }

    /** Such as {@code eu-west-1}; {@code us-east-1} by default. */
    public void setRegion(String region) {
        this.region = region;
    }

    /** The service's name in signatures; {@code execute-api}, API Gateway, by default. */
    public void setService(String service) {
        this.service = service;
    }

    @Override
    public Map<String, String> of(Unsigned request, String key) {
        if (accessKeyId.isEmpty()) {
            throw new IllegalArgumentException("accessKeyId is missing");
        }
        SdkHttpRequest.Builder plain = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.url());
        request.headers().forEach(plain::putHeader);
        SignedRequest signed = AwsV4HttpSigner.create()
                .sign(to -> to.identity(AwsCredentialsIdentity.create(accessKeyId, key))
                        .request(plain.build())
                        .payload(ContentStreamProvider.fromUtf8String(request.body()))
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service));
        Map<String, String> headers = new LinkedHashMap<>();
        signed.request().headers().forEach((name, values) -> headers.put(name, values.get(0)));
        headers.remove("Host");
        return headers;
    }
}
