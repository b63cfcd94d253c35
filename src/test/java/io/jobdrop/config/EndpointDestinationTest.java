package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class EndpointDestinationTest {
    private static final List<String> FEED_KEYS =
            List.of("f.drop", "f.drop.uri", "f.drop.send-manifest", "f.drop.name-header", "g.drop");

    private final Map<String, String> environment = new HashMap<>(Map.of("JOBDROP_DROP_URI", "seda:all"));

    @Test
    void only_a_feed_whose_drop_is_an_endpoint_has_one() {
        assertThat(destination("f")).isEmpty();

        environment.put("F_DROP", "endpoint");
        assertThat(destination("f")).isPresent();
        assertThat(destination("g")).isEmpty();
    }

    @Test
    void a_feed_may_deliver_elsewhere_although_the_others_have_an_endpoint() {
        environment.put("JOBDROP_DROP", "endpoint");
        environment.put("G_DROP", "file");

        assertThat(destination("f")).isPresent();
        assertThat(destination("g")).isEmpty();
    }

    @Test
    void the_settings_for_all_feeds_are_those_of_a_feed_without_its_own() {
        environment.put("F_DROP", "endpoint");

        EndpointDestination destination = destination("f").orElseThrow();

        assertThat(destination.setting()).isEqualTo("jobdrop.drop.uri");
        assertThat(destination.uri()).hasToString("seda:all");
        assertThat(destination.sendsManifest()).isTrue();
        assertThat(destination.nameHeader()).isEqualTo("CamelFileName");
    }

    @Test
    void a_feed_may_have_its_own_settings() {
        environment.put("F_DROP", "endpoint");
        environment.put("F_DROP_URI", "seda:own");
        environment.put("F_DROP_SEND_MANIFEST", "false");
        environment.put("F_DROP_NAME_HEADER", "CamelAwsS3Key");

        EndpointDestination destination = destination("f").orElseThrow();

        assertThat(destination.setting()).isEqualTo("f.drop.uri");
        assertThat(destination.uri()).hasToString("seda:own");
        assertThat(destination.sendsManifest()).isFalse();
        assertThat(destination.nameHeader()).isEqualTo("CamelAwsS3Key");
    }

    @Test
    void routes_know_the_endpoint_of_a_feed_by_a_name_that_shows_nothing_of_its_uri() {
        environment.put("F_DROP", "endpoint");
        CamelContext context = new DefaultCamelContext();
        try {
            EndpointDestination.bind(settings(), List.of("f", "g"), context);

            assertThat(context.getRegistry()
                            .lookupByNameAndType("f-drop", Endpoint.class)
                            .getEndpointUri())
                    .isEqualTo("seda://all");
            assertThat(context.getRegistry().lookupByName("g-drop")).isNull();
        } finally {
            context.stop();
        }
    }

    private Optional<EndpointDestination> destination(String feed) {
        return EndpointDestination.of(settings(), feed);
    }

    private Settings settings() {
        return Settings.load(Path.of(""), List.of(), RuntimeSettings.NONE, environment, FEED_KEYS, new ArrayList<>());
    }
}
