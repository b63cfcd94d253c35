package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketCheckTest {
    private static final String NO_REGION = "jobdrop.drop.s3.region: no region is known; set jobdrop.drop.s3.region,"
            + " AWS_REGION, or the region of a profile";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        // Whatever machine this is, and whatever its profiles say.
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.configFile", home.resolve("aws").toString());
        jobdrop = new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .set("CONVERTLY_JOBS_DROP", "s3")
                .set("JOBDROP_DROP_S3_BUCKET", "results");
    }

    @AfterEach
    void stop() {
        System.clearProperty("aws.disableEc2Metadata");
        System.clearProperty("aws.configFile");
    }

    @Test
    void a_region_that_nobody_names_is_found_before_anything_starts() {
        assertThat(problems()).containsExactly(NO_REGION);
    }

    @Test
    void the_variable_of_other_tools_is_not_that_of_the_client() {
        jobdrop.set("AWS_DEFAULT_REGION", "eu-central-1");

        assertThat(problems())
                .containsExactly(NO_REGION + "; the AWS SDK for Java does not read AWS_DEFAULT_REGION (eu-central-1)");
    }

    @ParameterizedTest
    @CsvSource({
        "JOBDROP_DROP_S3_REGION,eu-central-1",
        "JOBDROP_DROP_S3_ENDPOINT,https://store.example.com",
        "AWS_REGION,eu-central-1"
    })
    void a_region_or_another_store_is_enough(String variable, String value) {
        jobdrop.set(variable, value);

        assertThat(problems()).isEmpty();
    }

    @Test
    void a_region_that_amazon_does_not_have_is_told_and_may_be_meant() {
        jobdrop.set("JOBDROP_DROP_S3_REGION", "eu-centrall-1");

        assertThat(jobdrop.read().obstacles()).isEmpty();
        assertThat(problems())
                .containsExactly(
                        "environment JOBDROP_DROP_S3_REGION: 'eu-centrall-1' is no region that is known; did you"
                                + " mean 'eu-central-1'?");

        jobdrop.set("JOBDROP_DROP_S3_ENDPOINT", "https://store.example.com");
        assertThat(problems()).isEmpty();
    }

    @Test
    void the_region_of_a_profile_is_enough() throws IOException {
        Files.writeString(home.resolve("aws"), "[default]\nregion = eu-central-1\n");

        assertThat(problems()).isEmpty();
    }

    @Test
    void the_region_of_a_system_property_is_enough() {
        System.setProperty("aws.region", "eu-central-1");
        try {
            assertThat(problems()).isEmpty();
        } finally {
            System.clearProperty("aws.region");
        }
    }

    @Test
    void nobody_needs_a_region_who_delivers_elsewhere() {
        jobdrop.set("CONVERTLY_JOBS_DROP", "file").set("JOBDROP_DROP_S3_BUCKET", "");

        assertThat(problems()).isEmpty();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
