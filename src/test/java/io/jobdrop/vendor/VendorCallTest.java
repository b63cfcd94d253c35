package io.jobdrop.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Places;
import io.jobdrop.job.RequestTemplate;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call to a vendor's API, with the kamelet that makes it and the policy for when it fails. */
class VendorCallTest extends CamelMainTestSupport {
    private final FakeVendor vendor;
    private final Settings settings;
    private final Recorder failures = new Recorder();

    /** Stands where a poll or a job would be marked as failed. */
    public static final class Recorder {
        private final AtomicInteger failed = new AtomicInteger();

        public void record(Exchange exchange) {
            failed.incrementAndGet();
        }

        public boolean isWorthRepeating(Exchange exchange) {
            return VendorRetry.isWorthRepeating(exchange);
        }
    }

    private final Feed feed;

    VendorCallTest() throws IOException {
        vendor = new FakeVendor();
        Configuration configuration = new Installation(Path.of("target"))
                .set("CONVERTLY_URL", vendor.url() + "/base/")
                .set("CONVERTLY_TOKEN", "secret-key")
                .read();
        settings = configuration.settings();
        feed = configuration.feed("convertly-jobs").orElseThrow().feed();
        Properties properties = settings.forRoutes();
        properties.setProperty("camel.component.kamelet.location", "file:routes/kamelets");
        camelContextConfiguration().withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @AfterEach
    void close() {
        vendor.close();
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern(
                "file:routes/failures.camel.yaml,file:src/test/resources/vendor-call.camel.yaml");
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("settings", settings);
        registry.bind(
                "vendorRetry",
                new VendorRetry(
                        RetryPolicy.of(settings),
                        new VendorErrors(settings, Clock.systemUTC()),
                        time -> {},
                        VendorRetry.Report.NONE));
        registry.bind("responseHead", new ResponseHead());
        registry.bind("vendorAddress", new VendorAddress(settings));
        PendingRequests pending = new PendingRequests();
        Throttles gates = new Throttles(settings, Clock.systemUTC(), () -> false);
        registry.bind(
                "convertly-account",
                new VendorAccount(
                        "convertly",
                        List.of(feed),
                        settings,
                        VendorCredentials.of(
                                "convertly",
                                settings,
                                gates,
                                new OpenRequests(),
                                name -> null,
                                Clock.systemUTC(),
                                builder -> {}),
                        gates,
                        new OpenRequests(),
                        pending));
        registry.bind("pendingRequests", pending);
        registry.bind("jobs", RequestTemplate.get("/jobs?a=1&b=2").with(Places.NONE));
        registry.bind("feed:convertly-jobs", feed);
        registry.bind("failures", failures);
    }

    @Test
    void the_path_and_its_query_arrive_as_they_are_with_the_key_and_nothing_else() {
        vendor.on("/base/jobs", Answer.json("[1]"));

        Object answer = template.requestBodyAndHeader("direct:call", "body", "X-Leak", "leaked");

        assertThat(answer).hasToString("[1]");
        assertThat(vendor.requests()).singleElement().satisfies(request -> {
            assertThat(request.parameters()).containsEntry("a", "1").containsEntry("b", "2");
            assertThat(request.header("Authorization")).isEqualTo("Bearer secret-key");
            assertThat(request.header("X-Leak")).isNull();
        });
    }

    @Test
    void a_call_that_keeps_failing_ends_after_four_tries() {
        vendor.on("/base/jobs", Answer.status(503, "{}").with("Retry-After", "0"));

        template.requestBody("direct:call", "");

        assertThat(vendor.requests()).hasSize(4);
        assertThat(failures.failed).hasValue(1);
    }

    @Test
    void a_refusal_is_not_repeated() {
        vendor.on("/base/jobs", Answer.status(401, "{}"));

        assertThat(template.send("direct:call", exchange -> {}).getException()).isNotNull();

        assertThat(vendor.requests()).hasSize(1);
    }

    @Test
    void an_answer_that_breaks_off_is_asked_for_again() {
        AtomicInteger tries = new AtomicInteger();
        vendor.on(
                "/base/jobs",
                request ->
                        tries.incrementAndGet() == 1 ? Answer.json("[1,2,3]").announcing(100) : Answer.json("[1,2,3]"));

        assertThat(template.requestBody("direct:call", "")).hasToString("[1,2,3]");
        assertThat(tries).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Down for maintenance</html>", "[1,2", "", "[1] [2]"})
    void an_answer_that_is_no_json_is_asked_for_again(String passing) {
        AtomicInteger tries = new AtomicInteger();
        vendor.on("/base/jobs", request -> Answer.json(tries.incrementAndGet() < 4 ? passing : "[1,2,3]"));

        Object answer = template.requestBody("direct:call", "");

        assertThat(tries).hasValue(4);
        assertThat(failures.failed).hasValue(0);
        assertThat(answer).hasToString("[1,2,3]");
    }

    @Test
    void an_answer_leaves_no_header_and_no_charset_behind() {
        vendor.on(
                "/base/jobs", Answer.bytes("application/json; charset=iso-8859-1", new byte[] {'"', (byte) 0xe9, '"'}));

        Exchange exchange = template.send("direct:call", sent -> {});

        assertThat(exchange.getMessage().getBody()).hasToString("\"\u00e9\"");
        assertThat(exchange.getMessage().getHeader("Content-Type")).isNull();
        assertThat(exchange.getProperty(Exchange.CHARSET_NAME)).isNull();
    }

    @Test
    void a_redirect_to_elsewhere_is_not_followed() {
        vendor.on("/base/jobs", Answer.redirect("http://127.0.0.2/"));

        assertThat(template.send("direct:call", exchange -> {}).getException()).hasMessageContaining("302");
        assertThat(vendor.requests()).hasSize(1);
    }
}
