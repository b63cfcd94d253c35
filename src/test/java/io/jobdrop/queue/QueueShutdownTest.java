package io.jobdrop.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("slow")
class QueueShutdownTest {
    private static final int WORKERS = 3;

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger working = new AtomicInteger();
    private final Set<Object> done = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate producer;

    @BeforeEach
    void start() throws Exception {
        context.disableJMX();
        context.getRegistry().bind("seda", new OnDemandSeda(100, WORKERS));
        context.getShutdownStrategy().setTimeout(30);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:work").routeId("work").process(exchange -> {
                    threads.add(Thread.currentThread());
                    working.incrementAndGet();
                    mayEnd.await();
                    done.add(exchange.getMessage().getBody());
                    if (exchange.getMessage().getBody().equals(0)) {
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
    void a_stop_lets_all_that_waits_be_worked_on_also_behind_a_failure() throws Exception {
        List<Integer> sent = send(0, 10);
        await().untilAsserted(() -> assertThat(working).hasValue(WORKERS));
        Thread stop = new Thread(context::stop);

        stop.start();
        mayEnd.countDown();
        stop.join();

        assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void a_queue_with_nothing_in_it_stops_at_once() {
        long began = System.nanoTime();

        context.stop();

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
    }

    @Test
    void a_stop_that_takes_too_long_interrupts_the_workers_and_leaves_the_rest() throws Exception {
        context.getShutdownStrategy().setTimeout(1);
        send(0, 10);
        await().untilAsserted(() -> assertThat(working).hasValue(WORKERS));

        context.stop();

        await().until(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(working).hasValue(WORKERS);
        assertThat(done).isEmpty();
    }

    @Test
    void a_route_that_is_restarted_takes_what_came_meanwhile() throws Exception {
        mayEnd.countDown();
        List<Integer> sent = send(0, 5);
        context.getRouteController().stopRoute("work");
        assertThat(done).containsExactlyInAnyOrderElementsOf(sent);
        send(5, 10);
        assertThat(done).hasSize(5);

        context.getRouteController().startRoute("work");

        await().untilAsserted(() -> assertThat(done).hasSize(10));
        send(10, 15);
        await().untilAsserted(() -> assertThat(done).hasSize(15));
    }

    @Test
    void a_route_that_stopped_by_force_works_again_after_a_restart() throws Exception {
        send(0, 4);
        await().untilAsserted(() -> assertThat(working).hasValue(WORKERS));
        context.getRouteController().stopRoute("work", 1, TimeUnit.SECONDS);
        mayEnd.countDown();

        context.getRouteController().startRoute("work");

        await().untilAsserted(() -> assertThat(done).hasSize(4));
    }

    @Test
    void a_suspended_route_takes_nothing_until_it_is_resumed() throws Exception {
        mayEnd.countDown();
        context.getRouteController().suspendRoute("work");
        send(0, 5);
        assertThat(context.getInflightRepository().size()).isZero();
        assertThat(done).isEmpty();

        context.getRouteController().resumeRoute("work");

        await().untilAsserted(() -> assertThat(done).hasSize(5));
    }

    @Test
    void a_stop_does_not_wait_for_what_a_suspended_route_has_in_its_queue() throws Exception {
        context.getRouteController().suspendRoute("work");
        send(0, 5);
        long began = System.nanoTime();

        context.stop();

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
        assertThat(done).isEmpty();
    }

    @Test
    void messages_that_come_while_the_route_stops_and_starts_are_all_worked_on() throws Exception {
        mayEnd.countDown();
        Thread sending = new Thread(() -> send(0, 3000));

        sending.start();
        for (int i = 0; i < 5; i++) {
            context.getRouteController().suspendRoute("work");
            context.getRouteController().resumeRoute("work");
        }
        sending.join();

        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(done).hasSize(3000));
    }

    private List<Integer> send(int from, int to) {
        List<Integer> sent = IntStream.range(from, to).boxed().toList();
        sent.forEach(body -> producer.sendBody("seda:work", body));
        return sent;
    }
}
