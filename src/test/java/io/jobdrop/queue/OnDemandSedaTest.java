package io.jobdrop.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Tag("slow")
class OnDemandSedaTest {
    private static final int WORKERS = 3;

    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final List<Object> done = Collections.synchronizedList(new ArrayList<>());
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<ClassLoader> loaders = ConcurrentHashMap.newKeySet();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate producer;

    @AfterEach
    void stop() {
        mayEnd.countDown();
        context.stop();
    }

    private void start(int size, int workers, String... queues) throws Exception {
        context.disableJMX();
        context.getRegistry().bind("seda", new OnDemandSeda(size, workers));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String queue : queues) {
                    from("seda:" + queue)
                            .routeId(queue)
                            .process(exchange -> work(exchange.getMessage().getBody()));
                }
            }
        });
        context.start();
        producer = context.createProducerTemplate();
    }

    private void work(Object body) throws InterruptedException {
        threads.add(Thread.currentThread());
        loaders.add(Thread.currentThread().getContextClassLoader());
        mostAtOnce.accumulateAndGet(working.incrementAndGet(), Math::max);
        try {
            mayEnd.await();
        } finally {
            working.decrementAndGet();
        }
        done.add(body);
        if (body.equals("fails")) {
            throw new IllegalStateException("as the test wants it");
        } else if (body.equals("breaks")) {
            throw new NoClassDefFoundError("as the test wants it");
        }
    }

    @Test
    void idle_queues_have_no_thread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        start(100, WORKERS, queues(50));

        assertThat(Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread)))
                .noneMatch(thread ->
                        thread.getName().contains("worker") || thread.getName().contains("seda"));
    }

    @Test
    void so_many_messages_are_worked_on_at_once_and_the_others_wait() throws Exception {
        start(100, WORKERS, "work");

        send("work", WORKERS + 2);

        await().untilAsserted(() -> assertThat(working).hasValue(WORKERS));
        assertThat(context.getInflightRepository().size()).isEqualTo(WORKERS);
        assertThat(threads).hasSize(WORKERS).allMatch(thread -> thread.getName().startsWith("jobdrop-worker-"));
    }

    @Test
    void queues_share_their_threads_which_end_when_nothing_is_to_do() throws Exception {
        mayEnd.countDown();
        start(100, WORKERS, queues(20));

        for (String queue : queues(20)) {
            int before = done.size();
            send(queue, 1);
            await().until(() -> done.size() > before);
        }

        assertThat(threads).hasSizeLessThan(20);
        await().atMost(30, TimeUnit.SECONDS).until(() -> threads.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void one_worker_takes_messages_in_their_order() throws Exception {
        start(100, 1, "work");

        List<Integer> sent = send("work", 50);
        mayEnd.countDown();

        await().untilAsserted(() -> assertThat(done).isEqualTo(sent));
    }

    @Test
    void no_message_is_forgotten_and_no_worker_is_too_many() throws Exception {
        mayEnd.countDown();
        start(2, WORKERS, "work");
        List<Thread> producers = IntStream.range(0, 16)
                .mapToObj(i -> new Thread(() -> send("work", 1000)))
                .toList();

        producers.forEach(Thread::start);

        await().atMost(30, TimeUnit.SECONDS).until(() -> done.size() == 16_000);
        assertThat(mostAtOnce.get()).isBetween(1, WORKERS);
    }

    // One message at a time: each may come just when the worker looks for the last time.
    @Test
    void a_worker_that_is_about_to_end_is_woken() throws Exception {
        mayEnd.countDown();
        start(100, 1, "work");

        for (int i = 1; i <= 5000; i++) {
            producer.sendBody("seda:work", i);
            while (done.size() < i) {
                Thread.onSpinWait();
            }
        }

        assertThat(done).hasSize(5000);
    }

    @Test
    void a_message_that_fails_keeps_nothing_from_the_next() throws Exception {
        mayEnd.countDown();
        start(100, 1, "work");

        for (String body : List.of("fails", "breaks", "fails", "breaks", "goes well")) {
            producer.sendBody("seda:work", body);
        }

        await().untilAsserted(() -> assertThat(done).hasSize(5).endsWith("goes well"));
    }

    @Test
    void a_full_queue_holds_its_producer_back_until_there_is_a_place() throws Exception {
        start(1, 1, "work");
        send("work", 1);
        await().untilAsserted(() -> assertThat(working).hasValue(1));
        send("work", 1);
        Thread blocked = new Thread(() -> send("work", 1));
        blocked.start();
        await().until(() -> blocked.getState() == Thread.State.WAITING);

        mayEnd.countDown();
        blocked.join();

        await().untilAsserted(() -> assertThat(done).hasSize(3));
    }

    @Test
    void an_interrupted_producer_gets_a_place_when_there_is_one() throws Exception {
        mayEnd.countDown();
        start(1, 1, "work");

        Thread.currentThread().interrupt();
        send("work", 1);

        assertThat(Thread.interrupted()).isTrue();
        await().untilAsserted(() -> assertThat(done).hasSize(1));
    }

    @Test
    void an_interrupted_producer_learns_that_a_full_queue_did_not_take_its_message() throws Exception {
        start(1, 1, "work");
        send("work", 1);
        await().untilAsserted(() -> assertThat(working).hasValue(1));
        send("work", 1);
        AtomicInteger failures = new AtomicInteger();

        Thread.currentThread().interrupt();

        Exchange refused = producer.send(
                "seda:work",
                exchange -> exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                    @Override
                    public void onFailure(Exchange failed) {
                        failures.incrementAndGet();
                    }
                }));

        assertThat(refused.getException()).hasMessageContaining("the queue is full");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failures).hasValue(1);
    }

    @Test
    void threads_have_our_class_loader_whoever_puts_a_message_in() throws Exception {
        mayEnd.countDown();
        start(100, WORKERS, "work");
        Thread foreign = new Thread(() -> send("work", 1));
        foreign.setContextClassLoader(new URLClassLoader(new URL[0]));

        foreign.start();

        await().untilAsserted(() -> assertThat(loaders).containsExactly(OnDemandSeda.class.getClassLoader()));
    }

    private static String[] queues(int count) {
        return IntStream.range(0, count).mapToObj(i -> "queue-" + i).toArray(String[]::new);
    }

    private List<Integer> send(String queue, int count) {
        List<Integer> sent = IntStream.range(0, count).boxed().toList();
        sent.forEach(body -> producer.sendBody("seda:" + queue, body));
        return sent;
    }
}
