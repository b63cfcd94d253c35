package io.jobdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.config.Configuration.Sources;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.Trigger;

@Tag("slow")
class ScheduleZoneTest {
    private final CompletableFuture<CamelContext> running = new CompletableFuture<>();
    private final Service service = new Service(context -> context.ifPresent(running::complete));

    @TempDir
    Path home;

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Tokyo", "America/Argentina/Buenos_Aires", "+05:30", "UTC-3"})
    void a_feed_is_polled_at_the_time_of_its_zone(String zone) throws Exception {
        assertThat(firing(Map.of("CONVERTLY_JOBS_TIME_ZONE", zone))
                        .atZone(ZoneId.of(zone))
                        .toLocalTime())
                .isEqualTo(LocalTime.of(6, 0));
    }

    @Test
    void without_any_setting_it_is_polled_at_the_time_of_the_machine() throws Exception {
        assertThat(firing(Map.of()).atZone(ZoneId.systemDefault()).toLocalTime())
                .isEqualTo(LocalTime.of(6, 0));
    }

    private Instant firing(Map<String, String> more) throws Exception {
        try (FakeVendor vendor =
                new FakeVendor().on("/api/jobs", Answer.json("{\"jobs\":[],\"pagination\":{\"hasMore\":false}}"))) {
            Map<String, String> environment = new HashMap<>(Map.of(
                    "JOBDROP_HTTP_PORT", "",
                    "CONVERTLY_URL", vendor.url(),
                    "CONVERTLY_TOKEN", "key",
                    "CONVERTLY_JOBS_SCHEDULE", "0 0 6 15 1 ?"));
            environment.putAll(more);
            service.configure(new Sources(
                            Path.of("").toAbsolutePath(),
                            home,
                            List.of(),
                            List.of(),
                            RuntimeSettings.NONE,
                            environment))
                    .get();
            await().atMost(30, TimeUnit.SECONDS).until(() -> !vendor.requests().isEmpty());
            QuartzComponent quartz = running.get(30, TimeUnit.SECONDS).getComponent("quartz", QuartzComponent.class);
            JobKey job = JobKey.jobKey("convertly-jobs", "jobdrop");
            return quartz.getScheduler().getTriggersOfJob(job).stream()
                    .map(Trigger::getNextFireTime)
                    .map(Date::toInstant)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
