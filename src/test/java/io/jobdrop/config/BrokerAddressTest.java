package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Installation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://mq:61616",
                "tcp://mq.example.com:61616?sslEnabled=true&trustStorePassword=s3cret",
                "(tcp://a:61616,tcp://b:61616)?ha=true&reconnectAttempts=-1",
                "amqps://mq:5671?amqp.idleTimeout=120000",
                "tcp://[::1]:61616",
                "#my-factory"
            })
    void these_name_a_broker(String url) {
        assertThatCode(() -> BrokerAddress.check(url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mq:61616", "mq", "tcp:mq:61616", "tcp://", "tcp://mq 61616", "tcp://user:s3cret@mq:61616", "#"})
    void these_do_not(String url) {
        assertThatThrownBy(() -> BrokerAddress.check(url))
                .hasMessageStartingWith("this is no address of a broker; write tcp://HOST:61616, ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void an_address_that_lets_a_stop_wait_without_end_is_refused() {
        assertThatThrownBy(() -> BrokerAddress.check("failover:(amqp://a:5672,amqp://b:5672)"))
                .hasMessageStartingWith("a client with failover: waits without end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://mq:61616?user=me&password=s3cret",
                "tcp://mq:61616?ha=true;password=s3cret",
                "amqp://mq:5672?jms.username=s3cret",
                "tcp://mq:61616?%70assword=s3cret",
                "(tcp://a:1?password=s3cret,tcp://b:1)?ha=true"
            })
    void credentials_have_settings_of_their_own(String url) {
        assertThatThrownBy(() -> BrokerAddress.check(url))
                .hasMessage("user and password do not belong into the address; set jobdrop.queue.user and"
                        + " jobdrop.queue.password in their place");
    }

    private Installation node() {
        return new Installation(home)
                .set("CONVERTLY_TOKEN", "key")
                .set("JOBDROP_LEDGER_URL", "jdbc:postgresql://db/jobdrop")
                .set("JOBDROP_CLUSTER_KEY", KEY)
                .set("JOBDROP_QUEUE", "jms");
    }

    private static List<String> problems(Installation node) {
        return node.read().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void a_node_with_a_broker_is_fine_and_says_no_secret() {
        Configuration node = node().set("JOBDROP_QUEUE_URL", "tcp://mq:1?sslEnabled=true&trustStorePassword=s3cret")
                .set("JOBDROP_QUEUE_USER", "me")
                .set("JOBDROP_QUEUE_PASSWORD", "hidden")
                .read();

        assertThat(node.problems()).isEmpty();
        assertThat(node.queue()).isEqualTo("jms");
        assertThat(BrokerAddress.of(node.settings())).hasToString("tcp://mq:1");
        assertThat(BrokerAddress.of(node.settings()).queue("f")).isEqualTo("jobdrop.jobdrop.f");
        assertThat(node.settings().redact("s3cret and hidden"))
                .doesNotContain("s3cret")
                .doesNotContain("hidden");
        assertThat(node.settings().forRoutes().values())
                .noneMatch(value ->
                        value.toString().contains("s3cret") || value.toString().contains("hidden"));
        assertThat(new EffectiveSettings(node).all())
                .filteredOn(shown -> shown.key().startsWith("jobdrop.queue."))
                .extracting(EffectiveSettings.Shown::value)
                .contains("tcp://mq:1?***", "me", "***");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "artemis |                | jobdrop.queue = jms needs jobdrop.queue.url, such as tcp://mq.example.com:61616",
                "artemis | #mine          | jobdrop.queue.url is #BEAN with jobdrop.queue.kind = bean, and an address with any other kind",
                "bean    | tcp://mq:61616 | jobdrop.queue.url is #BEAN with jobdrop.queue.kind = bean, and an address with any other kind",
            })
    void what_does_not_go_together_is_found(String kind, String url, String problem) {
        Installation node = node().set("JOBDROP_QUEUE_KIND", kind).set("JOBDROP_QUEUE_URL", url == null ? "" : url);

        assertThat(problems(node)).singleElement().asString().endsWith(problem);
    }

    @Test
    void an_address_is_shown_without_options_and_what_they_hold_is_a_secret_be_it_misspelt() {
        String url = "(tcp://a:1?x=abcd,tcp://b:2)?ha=true&pasword=S3cr3tTypo&retryInterval=1000";

        assertThat(new BrokerAddress(BrokerAddress.Kind.ARTEMIS, url, "", "", "c"))
                .hasToString("(tcp://a:1,tcp://b:2)");
        assertThat(BrokerAddress.secretsIn(url)).containsExactly("abcd", "S3cr3tTypo");
    }

    @Test
    void a_kind_that_is_none_is_found() {
        assertThat(problems(node().set("JOBDROP_QUEUE_KIND", "activemq").set("JOBDROP_QUEUE_URL", "tcp://mq:1")))
                .singleElement()
                .asString()
                .contains("'activemq' is none of artemis, amqp, bean");
    }

    @Test
    void a_client_that_is_not_there_is_named() {
        BrokerAddress address = new BrokerAddress(BrokerAddress.Kind.ARTEMIS, "tcp://mq:1", "", "", "jobdrop");

        assertThat(address.problem(type -> !type.contains("artemis")))
                .contains("jobdrop.queue = jms needs the class"
                        + " org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory; unpack jobdrop-jms.zip over the"
                        + " installation (docs/scaling.md)");
        assertThat(address.problem(type -> true)).isEmpty();
    }

    @Test
    void a_queue_of_nodes_wants_a_ledger_of_nodes_and_a_broker_a_queue_that_asks_it() {
        assertThat(problems(node().set("JOBDROP_CLUSTER_KEY", "")))
                .singleElement()
                .asString()
                .endsWith("jobdrop.queue = jms is for nodes that share a ledger; set jobdrop.ledger.url ="
                        + " jdbc:postgresql:... and jobdrop.cluster.key, or write seda");
        assertThat(problems(node().set("JOBDROP_QUEUE", "ledger").set("JOBDROP_QUEUE_URL", "tcp://mq:1")))
                .singleElement()
                .asString()
                .endsWith("jobdrop.queue.url does nothing: jobdrop.queue is not jms");
        assertThat(problems(node().set("JOBDROP_QUEUE", "kafka")))
                .singleElement()
                .asString()
                .contains("'kafka' is no queue; write seda, ledger or jms");
    }
}
