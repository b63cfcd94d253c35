package io.jobdrop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/** Finds what a feed that delivers into a bucket lacks. It asks neither the store nor the metadata of an instance. */
final class BucketCheck {
    private static final String PREFIX = "jobdrop.drop.s3.";
    private static final List<String> KEYS = List.of("access-key", "secret-key", "session-token");
    // What the firmware of an instance of Amazon's says of itself.
    private static final List<Path> FIRMWARE =
            List.of(Path.of("/sys/class/dmi/id/sys_vendor"), Path.of("/sys/hypervisor/uuid"));

    private final Settings settings;
    private final List<Problem> problems;

    BucketCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Checks pairs of settings, and when a feed delivers into the bucket, what that needs. */
    void run(boolean used, Map<String, String> environment) {
        if (used) {
            bucket();
            region(environment);
            amazonsRegion();
            KEYS.forEach(key -> new SecretCheck(settings, problems).run(PREFIX + key, ""));
        }
        needsEach("access-key", "secret-key");
        needsEach("secret-key", "access-key");
        needsEach("session-token", "access-key");
        needsEach("proxy-password", "proxy-user");
    }

    private void bucket() {
        if (isEmpty("bucket")) {
            problems.add(new Problem(
                    PREFIX + "bucket",
                    "a feed delivers to s3, and no bucket is set; set it, or the environment variable "
                            + Setting.variable(PREFIX + "bucket")));
        }
    }

    // As the client looks for it: system property, environment, profile, and on an instance of Amazon's its metadata.
    private void region(Map<String, String> environment) {
        boolean named = !isEmpty("region")
                || !isEmpty("endpoint")
                || !environment.getOrDefault("AWS_REGION", "").isBlank();
        if (!named && !isInstance() && !isKnownToTheClient()) {
            Optional<String> near = Optional.ofNullable(environment.get("AWS_DEFAULT_REGION"));
            problems.add(new Problem(
                    PREFIX + "region",
                    "no region is known; set " + PREFIX + "region, AWS_REGION, or the region of a profile"
                            + near.map(region ->
                                            "; the AWS SDK for Java does not read AWS_DEFAULT_REGION (" + region + ")")
                                    .orElse("")));
        }
    }

    // Another store names its regions as it likes.
    private void amazonsRegion() {
        String region = settings.get(PREFIX + "region");
        List<String> known = Region.regions().stream().map(Region::id).toList();
        if (!region.isEmpty() && isEmpty("endpoint") && !known.contains(region)) {
            problems.add(new Problem(
                    settings.origin(PREFIX + "region"),
                    "'" + region + "' is no region that is known" + Nearest.suggestion(region, known, 2),
                    false));
        }
    }

    private static boolean isKnownToTheClient() {
        try {
            new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider()).getRegion();
            return true;
        } catch (SdkClientException e) {
            return false;
        }
    }

    private static boolean isInstance() {
        return !SdkSystemSetting.AWS_EC2_METADATA_DISABLED.getBooleanValue().orElse(false)
                && FIRMWARE.stream().anyMatch(BucketCheck::namesAmazon);
    }

    private static boolean namesAmazon(Path file) {
        try {
            return Files.readString(file).strip().matches("(?is)(amazon|ec2).*");
        } catch (IOException e) {
            return false;
        }
    }

    private void needsEach(String name, String other) {
        if (!isEmpty(name) && isEmpty(other)) {
            problems.add(new Problem(
                    settings.origin(PREFIX + name), PREFIX + name + " is set, and " + PREFIX + other + " is not"));
        }
    }

    // What cannot be resolved is reported where the setting is, and is not empty.
    private boolean isEmpty(String name) {
        try {
            return settings.get(PREFIX + name).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }
}
