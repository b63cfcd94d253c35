package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointCheckTest {
    private static final String PLACE = "environment CONVERTLY_JOBS_DROP_URI: convertly-jobs.drop.uri: ";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key").set("CONVERTLY_JOBS_DROP", "endpoint");
    }

    @Test
    void an_endpoint_that_its_component_takes_is_fine() {
        assertThat(problems("sftp://me@127.0.0.1:22/in?password=RAW(a&b)&tempPrefix=.part-&fileExist=TryRename"
                        + "&scheduler.x=1"))
                .isEmpty();
        assertThat(jobdrop.read().destinations()).isEqualTo("sftp://127.0.0.1:22/in");
    }

    @Test
    void a_feed_without_a_uri_is_told_what_to_set() {
        assertThat(jobdrop.read().problems())
                .singleElement()
                .asString()
                .endsWith(
                        "feed 'convertly-jobs' delivers to an endpoint and needs convertly-jobs.drop.uri; set it, or the"
                                + " environment variable CONVERTLY_JOBS_DROP_URI");
    }

    @Test
    void one_uri_may_serve_all_feeds() {
        jobdrop.set("CONVERTLY_JOBS_DROP", "").set("JOBDROP_DROP", "endpoint").set("JOBDROP_DROP_URI", "file:/srv/out");

        assertThat(jobdrop.read().problems()).isEmpty();
        assertThat(jobdrop.read().destinations()).isEqualTo("file:/srv/out");
    }

    @Test
    void a_component_that_is_not_there_is_named_with_the_jar_to_add() {
        assertThat(problems("azure-storage-blob:account/box?accessKey=s3cret"))
                .containsExactly(PLACE + "there is no Camel component 'azure-storage-blob'; put"
                        + " camel-azure-storage-blob-4.18.0.jar, or the jar that holds it, and the jars that it needs"
                        + " into lib/");
    }

    @Test
    void an_unknown_option_is_named_with_the_nearest_one_and_without_its_value() {
        assertThat(problems("sftp://h/in?pasword=s3cret"))
                .containsExactly(PLACE + "the component sftp has no option 'pasword'; did you mean 'password'?");
    }

    @Test
    void a_value_that_the_component_refuses_is_told_without_secrets() {
        assertThat(problems("sftp://me:s3cret@h/in?password=RAW(s3cret2)&fileExist=Sometimes"))
                .singleElement()
                .asString()
                .startsWith(PLACE)
                .contains("Sometimes")
                .doesNotContain("s3cret");
    }

    @Test
    void a_bean_of_ones_own_is_there_at_a_start_only_and_its_options_are_checked_all_the_same() {
        assertThat(problems("sftp://h/in?proxy=#myProxy")).isEmpty();
        assertThat(problems("sftp://h/in?prxy=#myProxy"))
                .containsExactly(PLACE + "the component sftp has no option 'prxy'; did you mean 'proxy'?");
    }

    @Test
    void what_is_no_uri_is_refused_without_repeating_it() {
        assertThat(problems("s3cret"))
                .containsExactly(PLACE + "no Camel endpoint; write COMPONENT:PLACE?OPTION=VALUE&OPTION=VALUE");
    }

    @Test
    void a_secret_that_is_not_there_is_told_once() {
        assertThat(problems("sftp://h/in?password={{env:NOT_THERE}}"))
                .containsExactly("environment CONVERTLY_JOBS_DROP_URI: convertly-jobs.drop.uri cannot be resolved:"
                        + " the environment has no NOT_THERE");
    }

    @Test
    void a_switch_is_true_or_false() {
        jobdrop.set("CONVERTLY_JOBS_DROP_SEND_MANIFEST", "no");

        assertThat(problems("file:/srv/out"))
                .containsExactly(
                        "environment CONVERTLY_JOBS_DROP_SEND_MANIFEST: convertly-jobs.drop.send-manifest: 'no'"
                                + " is none of true, false");
    }

    @Test
    void the_uri_reaches_no_route_and_its_secrets_no_text() {
        jobdrop.set("CONVERTLY_JOBS_DROP_URI", "sftp://me:s3cret@h/in?password=RAW(an&other)");
        Settings settings = jobdrop.read().settings();

        assertThat(settings.forRoutes().toString()).doesNotContain("s3cret", "an&other");
        assertThat(settings.redact("at sftp://me:s3cret@h/in with an&other")).isEqualTo("at sftp://***@h/in with ***");
    }

    private List<String> problems(String uri) {
        jobdrop.set("CONVERTLY_JOBS_DROP_URI", uri);
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
