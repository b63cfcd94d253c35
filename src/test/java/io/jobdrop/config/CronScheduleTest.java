package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 6 * * ? Europe/Berlin            | Europe/Berlin
            0 0 6 * * ? (Europe/Berlin)          | Europe/Berlin
            0 6 * * * America/Indiana/Knox       | America/Indiana/Knox
            CRON_TZ=Asia/Tokyo 0 0 6 * * ?       | Asia/Tokyo
            TZ=Europe/Berlin 0 0 6 * * ?         | Europe/Berlin
            tz = UTC 0 0 6 * * ?                 | UTC
            Europe/Berlin 0 0 6 * * ?            | Europe/Berlin
            0 0 6 * * ? UTC                      | UTC
            0 0 6 * * ? * GMT+2                  | GMT+2
            0 0 6 * * ? +02:00                   | +02:00
            0 0 6 * * ? CET                      | CET
            0 0 6 * * ? Z                        | Z
            """)
    void a_time_zone_in_a_schedule_is_found_with_the_setting_for_it(String schedule, String zone) {
        jobdrop.set("CONVERTLY_JOBS_SCHEDULE", schedule);

        assertThat(problems())
                .containsExactly("environment CONVERTLY_JOBS_SCHEDULE: convertly-jobs.schedule: '" + schedule
                        + "' holds a time zone, which is no part of a schedule; set FEED.time-zone = " + zone
                        + ", or jobdrop.time-zone for all feeds");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 0 30 2 ?", "0 0 0 1 1 ? 2020", "0 0 0 31 4,6 ?"})
    void what_never_fires_is_found_in_a_setting_and_in_a_feed(String schedule) throws IOException {
        jobdrop.set("CONVERTLY_JOBS_SCHEDULE", schedule)
                .feed(
                        "acme",
                        TestFeed.yaml(
                                "acme",
                                "vendor: acme\nschedule: " + schedule
                                        + "\nlist: {path: /jobs}\njob: {completed: done}\nresults: {urls: $.url}\n"));

        assertThat(problems())
                .anyMatch(p -> p.contains("environment CONVERTLY_JOBS_SCHEDULE: ") && p.contains("never fires"))
                .anyMatch(p -> p.contains("acme.camel.yaml:6: schedule: ") && p.contains("never fires"))
                .hasSize(2);
    }

    @Test
    void a_time_zone_in_a_feed_is_found_with_its_line() throws IOException {
        jobdrop.feed(
                "acme",
                TestFeed.yaml(
                        "acme",
                        "vendor: acme\nschedule: 0 0 6 * * ? Europe/Berlin\nlist: {path: /jobs}\n"
                                + "job: {completed: done}\nresults: {urls: $.url}\n"));

        assertThat(problems())
                .singleElement()
                .asString()
                .contains(
                        "acme.camel.yaml:6: schedule: '0 0 6 * * ? Europe/Berlin' holds a time zone, which is no part of a"
                                + " schedule; set FEED.time-zone = Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 0/5 * * * ?", "0 0 6 ? * MON-FRI", "0 15 10 L * ?", "0 0 12 1W * ?", "0 0 0 ? * FRI#3 2099"})
    void a_schedule_without_a_zone_is_fine(String schedule) {
        jobdrop.set("CONVERTLY_JOBS_SCHEDULE", schedule);

        assertThat(problems()).isEmpty();
    }

    @Test
    void a_time_zone_that_is_none_is_found_with_the_nearest() {
        jobdrop.set("CONVERTLY_JOBS_TIME_ZONE", "Europe/Berlni").set("JOBDROP_TIME_ZONE", "CST");

        assertThat(problems())
                .contains("environment CONVERTLY_JOBS_TIME_ZONE: convertly-jobs.time-zone: 'Europe/Berlni' is no time"
                        + " zone such as Europe/Berlin, UTC or +02:00; did you mean 'Europe/Berlin'?")
                .anyMatch(p -> p.startsWith("environment JOBDROP_TIME_ZONE: jobdrop.time-zone: 'CST' is no time zone"))
                .hasSize(2);
    }

    @Test
    void a_feed_has_its_own_zone_or_that_of_all() {
        assertThat(zone()).isEqualTo("UTC");

        jobdrop.set("JOBDROP_TIME_ZONE", "UTC+2");
        assertThat(zone()).isEqualTo("GMT+02:00");

        jobdrop.set("CONVERTLY_JOBS_TIME_ZONE", "Asia/Tokyo");
        assertThat(zone()).isEqualTo("Asia/Tokyo");
    }

    private String zone() {
        Configuration configuration = jobdrop.read();
        return configuration.timeZone(configuration.feeds().get(0)).getID();
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
