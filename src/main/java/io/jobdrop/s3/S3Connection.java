package io.jobdrop.s3;

import io.jobdrop.config.Settings;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The connection to the store, as the settings below {@code jobdrop.drop.s3.} describe it. */
public final class S3Connection {
    static final String PREFIX = "jobdrop.drop.s3.";
    private static final int ATTEMPTS = 4;
    private static final Duration LONGEST_CALL = Duration.ofMinutes(10);
    // A store that is silent for so long at each attempt is tried again later, by whichever node is free.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private S3Connection() {}

    /**
     * A client for the store, which the caller closes.
     *
     * @param connections how many requests may be under way at once
     * @throws WrongSetting when the trust store cannot be read, or nobody names the region
     */
    public static S3Client open(Settings settings, int connections) {
        boolean older = settings.get(PREFIX + "checksum-mode").equals("when-required");
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials(settings))
                .region(region(settings))
                .forcePathStyle(settings.get(PREFIX + "path-style").equals("true"))
                .requestChecksumCalculation(
                        older ? RequestChecksumCalculation.WHEN_REQUIRED : RequestChecksumCalculation.WHEN_SUPPORTED)
                .responseChecksumValidation(
                        older ? ResponseChecksumValidation.WHEN_REQUIRED : ResponseChecksumValidation.WHEN_SUPPORTED)
                .httpClientBuilder(http(settings, connections))
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ObjectOptions(settings))
                        .apiCallAttemptTimeout(LONGEST_CALL)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build()));
        String endpoint = settings.get(PREFIX + "endpoint");
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    // The profile file is read again when it changes, so that renewed credentials are used without a restart.
    private static AwsCredentialsProvider credentials(Settings settings) {
        String key = settings.get(PREFIX + "access-key");
        String secret = settings.get(PREFIX + "secret-key");
        String session = settings.get(PREFIX + "session-token");
        if (key.isEmpty()) {
            return DefaultCredentialsProvider.builder()
                    .profileFile(ProfileFileSupplier.defaultSupplier())
                    .build();
        }
        return StaticCredentialsProvider.create(
                session.isEmpty()
                        ? AwsBasicCredentials.create(key, secret)
                        : AwsSessionCredentials.create(key, secret, session));
    }

    // Other stores than AWS want some region in the signature, and do not care which.
    private static Region region(Settings settings) {
        String region = settings.get(PREFIX + "region");
        if (!region.isEmpty()) {
            return Region.of(region);
        }
        if (!settings.get(PREFIX + "endpoint").isEmpty()) {
            return Region.US_EAST_1;
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new WrongSetting(
                    "no region is known; set " + PREFIX + "region, AWS_REGION, or the region of a profile", e);
        }
    }

    private static Apache5HttpClient.Builder http(Settings settings, int connections) {
        Apache5HttpClient.Builder builder =
                Apache5HttpClient.builder().maxConnections(connections).socketTimeout(LONGEST_SILENCE);
        String proxy = settings.get(PREFIX + "proxy");
        if (!proxy.isEmpty()) {
            builder.proxyConfiguration(proxy(settings, URI.create(proxy)));
        }
        String trusted = settings.get(PREFIX + "trust-store");
        if (!trusted.isEmpty()) {
            TrustManagerFactory trust =
                    trust(settings.path(PREFIX + "trust-store"), settings.get(PREFIX + "trust-store-password"));
            builder.tlsTrustManagersProvider(trust::getTrustManagers);
        }
        return builder;
    }

    private static ProxyConfiguration proxy(Settings settings, URI proxy) {
        ProxyConfiguration.Builder builder = ProxyConfiguration.builder()
                .endpoint(proxy)
                .useSystemPropertyValues(false)
                .useEnvironmentVariableValues(false);
        String user = settings.get(PREFIX + "proxy-user");
        if (!user.isEmpty()) {
            String scheme = URI.create(settings.get(PREFIX + "endpoint")).getScheme();
            // Over plain http, a short body has left before the proxy asks for the user. HttpClient sends it only once.
            builder.username(user)
                    .password(settings.get(PREFIX + "proxy-password"))
                    .preemptiveBasicAuthenticationEnabled("http".equalsIgnoreCase(scheme));
        }
        return builder.build();
    }

    private static TrustManagerFactory trust(Path file, String password) {
        try {
            KeyStore trusted = isPem(file) ? pem(file) : KeyStore.getInstance(file.toFile(), password.toCharArray());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new WrongSetting(
                    PREFIX + "trust-store (" + file + ") cannot be read as PEM, PKCS12 or JKS: " + RootCause.words(e),
                    e);
        }
    }

    private static boolean isPem(Path file) throws IOException {
        byte[] start = "-----BEGIN".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(in.readNBytes(start.length), start);
        }
    }

    private static KeyStore pem(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
        }
        return store;
    }
}
