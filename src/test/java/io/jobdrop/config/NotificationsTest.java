package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.EventType;
import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationsTest {
    private static final String FEED = "convertly-jobs";
    private static final String SLACK = "https://hooks.example.com/services/T0ABCDEF/B0ABCDEF/q1w2e3r4t5";

    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @Test
    void nobody_is_told_by_default_and_all_events_when_none_is_named() {
        assertThat(Notifications.of(jobdrop.read().settings(), FEED)).isEmpty();

        jobdrop.set("JOBDROP_NOTIFY_URI", "file:/srv/out");

        assertThat(problems()).isEmpty();
        assertThat(notifications().events()).containsExactly(EventType.values());
        assertThat(notifications().setting()).isEqualTo("jobdrop.notify.uri");
        assertThat(notifications()).hasToString("file:/srv/out");
        assertThat(notifications().isHttp()).isFalse();
    }

    @Test
    void the_settings_of_a_feed_win() {
        jobdrop.set("JOBDROP_NOTIFY_URI", "file:/srv/out")
                .set("JOBDROP_NOTIFY_EVENTS", "failed")
                .set("CONVERTLY_JOBS_NOTIFY_URI", SLACK)
                .set("CONVERTLY_JOBS_NOTIFY_EVENTS", "gave-up, poll-failed");

        assertThat(problems()).isEmpty();
        assertThat(notifications().setting()).isEqualTo("convertly-jobs.notify.uri");
        assertThat(notifications().events()).containsExactly(EventType.GAVE_UP, EventType.POLL_FAILED);

        jobdrop.set("CONVERTLY_JOBS_NOTIFY_URI", "none");
        assertThat(Notifications.of(jobdrop.read().settings(), FEED)).isEmpty();
    }

    @Test
    void the_key_in_an_address_is_shown_nowhere() {
        jobdrop.set("JOBDROP_NOTIFY_URI", SLACK + "?authPassword=RAW(pass&word)");
        Settings settings = jobdrop.read().settings();

        assertThat(notifications()).hasToString("https://hooks.example.com");
        assertThat(settings.redact("POST " + SLACK + " with pass&word")).doesNotContain("q1w2e3r4t5", "pass&word");
        assertThat(settings.redact("POST /services/T0ABCDEF/B0ABCDEF/q1w2e3r4t5 HTTP/1.1"))
                .doesNotContain("q1w2e3r4t5");
        assertThat(settings.forRoutes().toString()).doesNotContain("q1w2e3r4t5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sftp://h/in?pasword=s3cret | the component sftp has no option 'pasword'; did you mean 'password'?
            s3cret                     | no Camel endpoint; write COMPONENT:PLACE?OPTION=VALUE&OPTION=VALUE
            kafka:jobs                 | there is no Camel component 'kafka'; put camel-kafka-4.18.0.jar, or the jar that holds it, and the jars that it needs into lib/
            """)
    void a_receiver_that_cannot_be_is_a_problem(String uri, String why) {
        jobdrop.set("JOBDROP_NOTIFY_URI", uri);

        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("environment JOBDROP_NOTIFY_URI: jobdrop.notify.uri: ")
                .endsWith(why);
    }

    @Test
    void an_unknown_event_is_told_with_the_nearest_one() {
        jobdrop.set("JOBDROP_NOTIFY_URI", "file:out").set("CONVERTLY_JOBS_NOTIFY_EVENTS", "delivered, giveup");

        assertThat(problems())
                .containsExactly(
                        "environment CONVERTLY_JOBS_NOTIFY_EVENTS: convertly-jobs.notify.events: 'giveup' is none"
                                + " of delivered, empty, failed, held, gave-up, poll-failed, poll-recovered; did you mean"
                                + " 'gave-up'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "whsec_s3cret!", "whsec_czNjcmV0", "12345678901234567890123"})
    void a_weak_secret_is_a_problem_and_is_not_repeated(String secret) {
        jobdrop.set("JOBDROP_NOTIFY_URI", SLACK).set("JOBDROP_NOTIFY_SECRET", secret);

        assertThat(problems())
                .singleElement()
                .asString()
                .contains("jobdrop.notify.secret: ")
                .doesNotContain("s3cret!", "czNjcmV0", "1234567");
    }

    @Test
    void a_strong_secret_is_fine() {
        jobdrop.set("JOBDROP_NOTIFY_URI", SLACK)
                .set("JOBDROP_NOTIFY_SECRET", "whsec_" + Base64.getEncoder().encodeToString(new byte[24]))
                .set("CONVERTLY_JOBS_NOTIFY_SECRET", "a text of our own, long enough");

        assertThat(problems()).isEmpty();
        assertThat(notifications().secret()).startsWith("a text");
    }

    @ParameterizedTest
    @CsvSource({
        "path, short, 'has less than 24 characters'",
        "path, 0123456789/0123456789/012345, 'is part of a path, and has other characters'",
        "convertly, whsec_short, 'has less than 16 characters'",
        "other, 0123456789012345678901234567, 'is none of convertly, path'"
    })
    void a_hook_that_can_be_guessed_is_a_problem(String type, String secret, String why) {
        jobdrop.set("CONVERTLY_JOBS_HOOK_TYPE", type).set("CONVERTLY_JOBS_HOOK_SECRET", secret);

        assertThat(problems()).singleElement().asString().contains(why).doesNotContain(secret);
    }

    @Test
    void an_installation_has_a_plain_name() {
        jobdrop.set("JOBDROP_NAME", "my jobdrop");

        assertThat(problems()).singleElement().asString().contains("'my jobdrop' has other characters than letters");
    }

    @Test
    void an_address_is_given_up_after_ten_seconds_unless_its_uri_says_otherwise() {
        jobdrop.set("JOBDROP_NOTIFY_URI", SLACK).set("CONVERTLY_JOBS_NOTIFY_URI", "file:out");
        CamelContext context = new DefaultCamelContext();
        try {
            Notifications.bind(jobdrop.read().settings(), List.of(FEED, "userpilot-jobs"), context);

            assertThat(uri(context, "userpilot-jobs"))
                    .contains(
                            "connectTimeout=10000",
                            "responseTimeout=10000",
                            "soTimeout=10000",
                            "ignoreResponseBody=true");
            assertThat(uri(context, FEED)).isEqualTo("file://out");

            jobdrop.set("JOBDROP_NOTIFY_URI", SLACK + "?responseTimeout=3000");
            Notifications.bind(jobdrop.read().settings(), List.of("userpilot-jobs"), context);
            assertThat(uri(context, "userpilot-jobs"))
                    .contains("responseTimeout=3000", "connectTimeout=10000")
                    .doesNotContain("responseTimeout=10000");
        } finally {
            context.stop();
        }
    }

    private static String uri(CamelContext context, String feed) {
        return context.getRegistry()
                .lookupByNameAndType(Notifications.endpoint(feed), Endpoint.class)
                .getEndpointUri();
    }

    private Notifications notifications() {
        return Notifications.of(jobdrop.read().settings(), FEED).orElseThrow();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
