package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The job {@code e-1} of a feed that has a step of an engineer's own. */
final class OwnStepScene implements AutoCloseable {
    static final String CSV = new String(DeliveryScene.CSV, UTF_8);

    final Installation jobdrop;
    final FakeVendor host;
    private final DeliveryScene delivery;

    OwnStepScene(Path home) throws IOException {
        delivery = new DeliveryScene(home);
        jobdrop = delivery.jobdrop.set("JOBDROP_FEEDS", "own-jobs");
        host = delivery.host;
        host.on("/r/1", Answer.bytes("text/csv", DeliveryScene.CSV));
        lists("r.csv");
    }

    /** Names the results of the job, whose content is at {@code /r/1}, {@code /r/2} and so on. */
    void lists(String... names) {
        delivery.lists(DeliveryScene.completed(
                "e-1",
                IntStream.range(0, names.length)
                        .mapToObj(index -> DeliveryScene.file(names[index], host.url() + "/r/" + (index + 1)))
                        .toArray(String[]::new)));
    }

    /** Gives the feed its step, and the routes that it leads to unless they are empty. */
    void step(String uri, String routes) throws IOException {
        String feed = Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml"))
                .replace("convertly-jobs", "own-jobs");
        jobdrop.feed("own-jobs", feed + "        step: " + uri + "\n");
        if (!routes.isEmpty()) {
            jobdrop.feed("own-route", routes);
        }
    }

    @Override
    public void close() {
        delivery.close();
    }
}
