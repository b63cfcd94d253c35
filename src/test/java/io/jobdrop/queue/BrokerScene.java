package io.jobdrop.queue;

import static io.jobdrop.queue.QueueScene.FEED;
import static io.jobdrop.queue.QueueScene.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.BrokerAddress;
import io.jobdrop.config.BrokerAddress.Kind;
import io.jobdrop.support.Artemis;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;

/** Nodes that a broker tells of jobs. The broker is not there before it is started. */
final class BrokerScene implements AutoCloseable {
    static final String QUEUE = "jobdrop.test." + FEED;

    final Artemis artemis = new Artemis();
    final QueueScene queue;

    BrokerScene(String schema, Path folder) {
        queue = new QueueScene(schema, folder);
    }

    BrokerAddress address(Kind kind, String url) {
        return new BrokerAddress(kind, url, "", "", "test");
    }

    DefaultCamelContext node(String name) throws Exception {
        return node(name, address(Kind.ARTEMIS, artemis.url()));
    }

    DefaultCamelContext node(String name, BrokerAddress address) throws Exception {
        return queue.node(name, address, bean -> null);
    }

    /** Offers jobs as a poll of the node does. */
    static void offer(DefaultCamelContext node, String... ids) throws Exception {
        try (ProducerTemplate template = node.createProducerTemplate()) {
            for (String id : ids) {
                template.sendBody("offers:" + FEED, job(id));
            }
        }
    }

    /** Waits until no job is left, and each of these was worked on once. */
    void awaitAll(String... ids) {
        await().until(() -> queue.other.count(FEED) == 0);
        assertThat(queue.taken).containsExactlyInAnyOrder(ids);
    }

    @Override
    public void close() {
        queue.close();
        artemis.close();
    }
}
