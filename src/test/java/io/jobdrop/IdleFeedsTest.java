package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration.Sources;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.runtime.Service;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many feeds with nothing to do. */
@Timeout(180)
@Tag("slow")
class IdleFeedsTest {
    private static final int LISTS = 20;
    private static final int INBOXES = 12;
    private static final String ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed";

    @TempDir
    Path home;

    private final Set<Thread> before = threads();
    private final Service service = new Service(context -> {});
    private FakeVendor vendor;
    private List<String> inboxes;

    @BeforeEach
    void start() throws Exception {
        vendor = new FakeVendor()
                .on("/api/jobs", Answer.json("{\"jobs\":[],\"pagination\":{\"hasMore\":false}}"))
                .on("/companies/enrich/bulk/" + ID, Answer.json("{\"status\":\"pending\"}"));
        IntStream.range(0, LISTS).forEach(i -> copy("convertly-jobs", "list-" + i));
        inboxes = IntStream.range(0, INBOXES).mapToObj(i -> "inbox-" + i).toList();
        inboxes.forEach(feed -> copy("companyenrich-bulk", feed));
        for (String feed : inboxes) {
            Files.createDirectories(home.resolve("inbox").resolve(feed));
            Files.writeString(home.resolve("inbox").resolve(feed).resolve("ids.txt"), ID);
        }
        Map<String, String> environment = new HashMap<>(Map.of("JOBDROP_HTTP_PORT", ""));
        for (String name : List.of("CONVERTLY", "COMPANYENRICH")) {
            environment.put(name + "_URL", vendor.url());
            environment.put(name + "_TOKEN", "key");
        }
        Path routes = Path.of("").toAbsolutePath();
        service.configure(new Sources(
                        routes, home, List.of(), List.of(home.resolve("feeds")), RuntimeSettings.NONE, environment))
                .get();
    }

    @AfterEach
    void stop() {
        service.close();
        vendor.close();
    }

    @Test
    void feeds_share_their_threads_and_leave_none_behind() {
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(vendor.requests("/api/jobs")).hasSizeGreaterThanOrEqualTo(LISTS));
        await().atMost(60, TimeUnit.SECONDS).until(() -> inboxes.stream().allMatch(this::wasRead));

        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(started()).hasSizeLessThan(25));

        service.close();
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(started()).noneMatch(name -> name.contains("jobdrop") || name.contains("Camel")));
    }

    private boolean wasRead(String feed) {
        return Files.exists(home.resolve("inbox").resolve(feed).resolve(".done/ids.txt"));
    }

    private Set<String> started() {
        Set<Thread> now = threads();
        now.removeAll(before);
        // Those of the vendor.
        now.removeIf(thread -> thread.getName().startsWith("pool-"));
        Set<String> names = new HashSet<>();
        now.forEach(thread -> names.add(thread.getId() + " " + thread.getName()));
        return names;
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private void copy(String builtIn, String feed) {
        try {
            Path folder = Files.createDirectories(home.resolve("feeds"));
            String text = Files.readString(Path.of("routes/feeds/" + builtIn + ".camel.yaml"));
            Files.writeString(folder.resolve(feed + ".camel.yaml"), text.replace(builtIn, feed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
