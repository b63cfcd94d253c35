package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start takes on any machine; {@link CostTest} says when a limit changes. */
class StartCostIT {
    private static final long MOST_CLASSES = 9_900;

    @Test
    void a_run_loads_no_more_classes_than_it_did(@TempDir Path home) throws Exception {
        Path loaded = home.resolve("loaded");
        try (FakeVendor vendor = new FakeVendor()) {
            vendor.on("/api/jobs", DeliveryScene.page(false));

            int exit = new Distribution(home)
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", "secret-key")
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                    .set("JOBDROP_JAVA_OPTS", "-Xlog:class+load:file=" + loaded)
                    .run("run", "--once");

            assertThat(exit).isZero();
            assertThat(vendor.requests("/api/jobs")).hasSize(1);
            try (Stream<String> classes = Files.lines(loaded)) {
                assertThat(classes.count()).isBetween(5_000L, MOST_CLASSES);
            }
        }
    }
}
