package io.jobdrop.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OnDemandSedaTest {
    private static final int WORKERS = 3;

    private final CountDownLatch begun = new CountDownLatch(WORKERS);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Set<Object> working = ConcurrentHashMap.newKeySet();
    private final Set<Object> done = ConcurrentHashMap.newKeySet();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate producer;

    @BeforeEach
    void start() throws Exception {
        context.disableJMX();
        context.getRegistry().bind("seda", new OnDemandSeda(100, WORKERS));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:work").process(exchange -> {
                    Object body = exchange.getMessage().getBody();
                    working.add(body);
                    begun.countDown();
                    mayEnd.await();
                    working.remove(body);
                    done.add(body);
                    if (body.equals(0)) {
                        throw new IllegalStateException("the first fails");
                    }
                });
            }
        });
        context.start();
        producer = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        context.stop();
    }

    @Test
    void an_idle_queue_has_one_thread() {
        await().untilAsserted(() -> assertThat(threads()).hasSize(1));
    }

    @Test
    void so_many_messages_are_worked_on_at_once_and_the_others_wait() throws Exception {
        send(WORKERS + 2);

        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(working).hasSize(WORKERS);
        assertThat(threads()).hasSize(WORKERS + 1);
        assertThat(context.getInflightRepository().size()).isEqualTo(WORKERS);
    }

    @Test
    void a_stop_lets_all_that_waits_be_worked_on_also_behind_a_failure() throws Exception {
        List<Integer> sent = send(10);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Thread stop = new Thread(context::stop);

        stop.start();
        mayEnd.countDown();
        stop.join();

        assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void a_queue_with_nothing_in_it_stops_at_once() {
        long began = System.nanoTime();

        context.stop();

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(30));
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private List<Integer> send(int count) {
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            producer.sendBody("seda:work", i);
            sent.add(i);
        }
        return sent;
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(context.getName() + ")")
                        && thread.getName().contains("seda"))
                .toList();
    }
}
