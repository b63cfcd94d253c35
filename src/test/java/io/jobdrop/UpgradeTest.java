package io.jobdrop;

import static io.jobdrop.support.Upgraded.expected;
import static io.jobdrop.support.Upgraded.expectedResults;
import static io.jobdrop.support.Upgraded.files;
import static io.jobdrop.support.Upgraded.results;
import static io.jobdrop.support.Upgraded.staged;
import static io.jobdrop.support.Upgraded.states;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.deliver.Audit;
import io.jobdrop.job.JobState;
import io.jobdrop.record.LedgerCopy;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.OldHome;
import io.jobdrop.support.OldHome.OldJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Homes of earlier versions, each written by the build of that version and left by a {@code kill -9}: {@link OldHome}. */
@Tag("slow")
class UpgradeTest {
    private static final String BULK = "11111111-2222-3333-4444-00000000000";
    private static final String IN_FLIGHT = "2 jobs were in flight when the last run ended; they are due again";
    private static final String NEW_FEED = """
            # yaml-language-server: $schema=../feed.schema.json
              - beans:
                  - name: acme-exports
                    type: io.jobdrop.Feed
                    properties:
                      vendor: acme
                      list:
                        path: /exports
                        items: $.exports
                      job:
                        completed: ready
                        open: working
                        failed: broken
                      results:
                        urls: $.files""";

    @TempDir
    Path home;

    private FakeVendor vendor;
    private Installation jobdrop;

    @BeforeEach
    void open() throws IOException {
        vendor = new FakeVendor();
        OldHome.announce(vendor);
    }

    @AfterEach
    void close() {
        vendor.close();
    }

    static List<OldHome> homes() throws IOException {
        return OldHome.all();
    }

    static List<OldHome> homesWithFeedsOfTemplates() throws IOException {
        return OldHome.all().stream().filter(UpgradeTest::hasFeedOfTemplates).toList();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void an_old_home_is_continued_and_nothing_is_delivered_twice(OldHome old) throws Exception {
        restore(old);
        List<OldJob> before = OldHome.jobs(home);
        Map<Path, String> files = files(home.resolve("drop"));
        List<String> staged = staged(home.resolve("drop"));

        try (LogLines log = new LogLines(Level.WARN)) {
            Outcome outcome = jobdrop.pollOnce();

            assertThat(states(outcome)).isEqualTo(expected(before));
            assertThat(log.all())
                    .filteredOn(line -> old.schema() >= 7 || !line.startsWith("convertly-jobs job "))
                    .containsExactlyInAnyOrderElementsOf(warnings(old));
        }
        assertThat(files(home.resolve("drop"))).containsAllEntriesOf(files);
        List<String> results = results(vendor);
        assertThat(withoutGone(old, results))
                .isEqualTo(expectedResults(isStagingUsed(old) ? "bytes=2097152-" : "whole", before));
        assertThat(home.resolve("drop/convertly-jobs/slow-1/r.csv")).hasBinaryContent(OldHome.SLOW);
        assertThat(staged(home.resolve("drop"))).isEqualTo(isStagingUsed(old) ? List.of() : staged);

        files = files(home.resolve("drop"));
        Outcome second = jobdrop.pollOnce();

        assertThat(states(second)).isEqualTo(expected(before));
        assertThat(files(home.resolve("drop"))).isEqualTo(files);
        assertThat(results(vendor)).isEqualTo(results);
        assertThat(vendor.unexpected()).isEmpty();
        assertAuditIsClean(second, home.resolve("drop"));
    }

    @ParameterizedTest
    @MethodSource("homes")
    void open_jobs_of_an_old_home_are_delivered_when_they_are_completed(OldHome old) throws Exception {
        restore(old);
        jobdrop.pollOnce();
        OldHome.announce(
                vendor,
                "/companies/enrich/bulk/" + BULK + "2",
                "\"processing\"",
                "\"completed\", \"results_url\": \"/r/bulk-2\"");
        OldHome.announce(
                vendor,
                "/exports",
                "\"working\"",
                "\"ready\", \"files\": [{\"url\": \"/r/a-2\", \"filename\": \"a.csv\"}]");
        OldHome.announce(
                vendor,
                "/api/jobs",
                "\"processing\"",
                "\"completed\", \"completed_files\": 1, \"results\": [{\"url\": \"/r/open-1\", \"filename\": \"r.csv\"}]");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(List.of(outcome.state(BULK + "2"), outcome.state("a-2"), outcome.state("open-1")))
                .containsOnly(JobState.DELIVERED);
        assertThat(jobdrop.text("companyenrich-bulk/" + BULK + "2/" + BULK + "2.csv"))
                .isEqualTo("bulk-2\n");
        assertThat(jobdrop.text("acme-exports/a-2/a.csv")).isEqualTo("a-2\n");
        assertThat(jobdrop.text("convertly-jobs/open-1/r.csv")).isEqualTo("open-1\n");
    }

    @ParameterizedTest
    @MethodSource("homes")
    void the_drop_of_an_old_home_can_be_moved(OldHome old) throws Exception {
        restore(old);
        jobdrop.pollOnce();
        List<String> results = results(vendor);
        Path moved = Files.move(home.resolve("drop"), home.resolve("moved"));
        jobdrop.set("JOBDROP_DROP_DIR", moved.toString());

        Outcome outcome = jobdrop.pollOnce();

        assertThat(outcome.job("done-1").files().get(0).location())
                .isEqualTo(moved.resolve("convertly-jobs/done-1/r.csv").toString());
        assertAuditIsClean(outcome, moved);
        assertThat(results(vendor)).isEqualTo(results);
        assertThat(home.resolve("drop")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("homes")
    void a_copy_of_an_old_ledger_is_continued_as_the_ledger_is(OldHome old) throws Exception {
        restore(old);
        List<OldJob> before = OldHome.jobs(home);
        LedgerCopy.Result result = LedgerCopy.run(
                new LedgerAddress.InFile(home.resolve("data/ledger.db")),
                new LedgerAddress.InFile(home.resolve("copy.db")),
                home.resolve("drop"),
                (table, rows, of) -> {});
        jobdrop.set("JOBDROP_LEDGER_URL", "jdbc:sqlite:copy.db");

        Outcome outcome = jobdrop.pollOnce();

        assertThat(states(outcome)).isEqualTo(expected(before));
        // The new ledger's lock knows no dead process, so that the staged bytes of slow-1 are not used.
        assertThat(withoutGone(old, results(vendor))).isEqualTo(expectedResults("whole", before));
        assertThat(result.jobs()).isBetween(before.size() - 1L, (long) before.size());
    }

    @ParameterizedTest
    @MethodSource("homesWithFeedsOfTemplates")
    void a_feed_of_route_templates_is_refused_with_the_file_in_its_new_form(OldHome old) throws Exception {
        old.restore(home, vendor);

        Configuration configuration = installation().read();

        assertThat(configuration.feeds()).extracting(Feed::name).doesNotContain("acme-exports");
        assertThat(configuration.problems())
                .extracting(Object::toString)
                .containsExactly(feed()
                        + ":2: a feed is one bean now, and templatedRoute is not read any more. Write in place of the"
                        + " whole file:\n" + NEW_FEED);
    }

    private void restore(OldHome old) throws Exception {
        old.restore(home, vendor);
        if (hasFeedOfTemplates(old)) {
            Files.writeString(feed(), NEW_FEED);
        }
        jobdrop = installation();
    }

    private Installation installation() {
        return new Installation(home)
                .config(home.resolve("application.properties"))
                .feeds(home.resolve("feeds"));
    }

    private Path feed() {
        return home.resolve("feeds/acme-exports.camel.yaml");
    }

    private static boolean hasFeedOfTemplates(OldHome old) {
        return old.schema() < 7;
    }

    private static void assertAuditIsClean(Outcome outcome, Path drop) {
        Audit audit = new Audit(Audit.Contents.ofFiles(drop));
        assertThat(outcome.jobs()).allSatisfy(job -> assertThat(audit.of(job)).isEmpty());
    }

    private List<String> warnings(OldHome old) throws IOException {
        return isStagingUsed(old)
                ? List.of(IN_FLIGHT)
                : List.of(
                        IN_FLIGHT,
                        home.resolve("drop/.staging") + "/"
                                + staged(home.resolve("drop")).get(1)
                                + " was left by an older version of jobdrop. Nothing uses it; delete it once no older"
                                + " version works on this drop");
    }

    private static boolean isStagingUsed(OldHome old) {
        return old.schema() >= 5;
    }

    // Before schema 6 a ledger did not keep what the list said, so that a job that gave up is tried once more.
    private static List<String> withoutGone(OldHome old, List<String> results) {
        return results.stream()
                .filter(result -> old.schema() >= 6 || !result.startsWith("/r/gone-1 "))
                .toList();
    }
}
