package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultExpectation.pollFails;
import static io.jobdrop.support.FaultScene.CSV;
import static io.jobdrop.support.FaultScene.detailOf;
import static io.jobdrop.support.FaultScene.items;
import static io.jobdrop.support.FaultScene.list;
import static io.jobdrop.support.FaultScene.pages;
import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.file;
import static io.jobdrop.support.Faults.first;
import static io.jobdrop.support.Faults.json;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.redirect;
import static io.jobdrop.support.Faults.reset;
import static io.jobdrop.support.Faults.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Installation;
import io.jobdrop.support.Installation.Outcome;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.S3Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What vendors and result hosts do wrong, and what becomes of it: one row a fault. All rows run together, so that each
 * fault is also what happens around the others; those of a list have a vendor of their own.
 */
class FaultMatrixTest {
    private static final String BUDGET =
            "{\"pages\":1,\"items\":[{\"id\":\"faulty\",\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"}]}";

    @TempDir
    Path home;

    record Row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        Row inService() {
            return new Row(fault, scene, expected.inService());
        }

        Row inBucket() {
            return new Row(fault, scene, expected.inBucket());
        }
    }

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    // spotless:off
    static Stream<Row> addresses() {
        return Stream.of(
            row("a redirect on the same host", s -> { s.result(redirect(302, "/there")); s.host().on("/there", file(CSV)); }, delivered()),
            row("a redirect to another host", s -> { s.result(redirect(307, s.vendor().url() + "/there")); s.vendor().on("/there", Faults.withoutCredentials(file(CSV))); }, delivered()),
            row("a redirect in a circle", s -> s.result(redirect(302, "/r")), ends(JobState.HELD, "redirected more than 5 times")),
            row("a redirect to nowhere", s -> s.result(redirect(301, "http://[::bad")), ends(JobState.HELD, "redirected to something that is no URL")),
            row("a redirect without a target", s -> s.result(status(302)), ends(JobState.HELD, "answered 302 where a file was expected")),
            row("a redirect to a loopback address", s -> s.result(redirect(302, "https://127.0.0.2/r")), ends(JobState.HELD, "has the loopback address 127.0.0.2, which is not public; nothing was requested")),
            row("a redirect to a metadata address", s -> s.result(redirect(302, "https://169.254.169.254/latest")), ends(JobState.HELD, "has the link-local address 169.254.169.254")),
            row("a redirect to plain http", s -> s.result(redirect(302, "http://example.com/r")), ends(JobState.HELD, "the result URL on example.com is plain http; nothing was requested")),
            row("a redirect to a file", s -> s.result(redirect(302, "file:///etc/passwd")), ends(JobState.HELD, "is no https URL of a host")),
            row("a URL on a loopback address", s -> s.detail(detailOf("https://127.0.0.2/r", "")), ends(JobState.HELD, "has the loopback address 127.0.0.2").asking(0)),
            row("a URL on a link-local address", s -> s.detail(detailOf("https://169.254.169.254/r", "")), ends(JobState.HELD, "has the link-local address").asking(0)),
            row("a URL on ::1", s -> s.detail(detailOf("https://[::1]/r", "")), ends(JobState.HELD, "has the loopback address").asking(0)),
            row("a URL on a mapped address", s -> s.detail(detailOf("https://[::ffff:127.0.0.2]/r", "")), ends(JobState.HELD, "has the loopback address 127.0.0.2").asking(0)),
            row("a URL on a decimal address", s -> s.detail(detailOf("https://2130706434/r", "")), ends(JobState.HELD, "has the loopback address 127.0.0.2").asking(0)),
            row("a URL with plain http", s -> s.detail(detailOf("http://127.0.0.2/r", "")), ends(JobState.HELD, "is plain http").asking(0)),
            row("a URL with a user in it", s -> s.detail(detailOf("https://a:b@example.com/r", "")), ends(JobState.HELD, "is no https URL of a host").asking(0)),
            row("a URL that is none", s -> s.detail(detailOf("see attachment", "")), ends(JobState.HELD, "is no").asking(0)),
            row("a host that has no address", s -> s.detail(detailOf("https://no-such-host.invalid/r", "")), ends(JobState.GAVE_UP, "cannot be reached").asking(0)));
    }

    static Stream<Row> details() {
        return Stream.of(
            row("detail: 429 with Retry-After", s -> s.detail(first(1, status(429, "Retry-After", "1"), s.detail(""))), delivered()),
            row("detail: 500 twice", s -> s.detail(first(2, status(500), s.detail(""))), delivered()),
            row("detail: 404", s -> s.detail(status(404)), ends(JobState.HELD, "the vendor does not know the job")),
            row("detail: 401", s -> s.detail(status(401)), ends(JobState.HELD, "answered 401")),
            row("detail: reset", s -> s.detail(first(1, reset(), s.detail(""))), delivered()),
            row("detail: HTML with status 200", s -> s.detail(answer(200, "<html>Please log in</html>", "Content-Type", "text/html")), ends(JobState.HELD, "answered something that is no JSON: text/html, 26 bytes: <html>Please log in</html>")),
            row("detail: an array", s -> s.detail(json("[1]")), ends(JobState.HELD, "the vendor's detail answer is no JSON object")),
            row("detail: without a URL", s -> s.detail(json("{\"status\":\"completed\"}")), ends(JobState.HELD, "completed, but without a result URL at $.url")),
            row("detail: a null URL", s -> s.detail(json("{\"url\":null}")), ends(JobState.HELD, "without a result URL")),
            row("detail: a number for a URL", s -> s.detail(json("{\"url\":7}")), ends(JobState.HELD, "without a result URL")),
            row("detail: unknown fields", s -> s.detail(s.detail(",\"x\":{\"y\":[1,null,{}]}")), delivered()),
            row("detail: very large", s -> s.detail(json("{\"url\":\"" + "x".repeat(300_000) + "\"}")), ends(JobState.HELD, "larger than jobdrop.api.max-size (262144 bytes)")));
    }

    private static Stream<Row> lists() {
        return Stream.of(
            row("list: 429 with Retry-After", s -> s.list(first(1, status(429, "Retry-After", "1"), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: 500 twice", s -> s.list(first(2, status(500), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: 503 with Retry-After", s -> s.list(first(1, status(503, "Retry-After", "1"), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: a budget that is used up", s -> s.list(answer(200, BUDGET, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1")), delivered()),
            row("list: 401", s -> s.list(status(401)), pollFails("answered 401")),
            row("list: 500 for ever", s -> s.list(status(500)), pollFails("answered 500")),
            row("list: HTML with status 200", s -> s.list(answer(200, "<html>Down for maintenance</html>")), pollFails("answered something that is no JSON")),
            row("list: JSON cut short", s -> s.list(answer(200, "{\"pages\":1,\"items\":[{\"id\":\"fau")), pollFails("answered something that is no JSON")),
            row("list: a body cut short", s -> s.list(first(1, raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"pages\":1,"), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: empty", s -> s.list(answer(200, "")), pollFails("answered something that is no JSON")),
            row("list: very deep", s -> s.list(json("{\"pages\":1,\"items\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")), pollFails("answered something that is no JSON")),
            row("list: very large", s -> s.list(json("{\"pages\":1,\"items\":[\"" + "x".repeat(300_000) + "\"]}")), pollFails("larger than jobdrop.api.max-size (262144 bytes)")),
            row("list: no array", s -> s.list(json("{\"pages\":1,\"items\":7}")), pollFails("no array at $.items")),
            row("list: null", s -> s.list(json("null")), pollFails("no array at $.items")),
            row("list: null entries", s -> s.list(items(1, 1, "null,{\"id\":\"faulty\",\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"}")), delivered()),
            row("list: entries of wrong types", s -> s.list(items(1, 1, "7,\"x\",{\"id\":\"beside\",\"status\":\"completed\"},{\"id\":\"faulty\",\"status\":\"completed\"}")), delivered().pollFailing("an entry is no object")),
            row("list: an entry without an id", s -> s.list(items(1, 1, "{\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"},{\"id\":\"faulty\",\"status\":\"completed\"}")), delivered().pollFailing("an entry has no id")),
            row("list: a hostile id", s -> s.list(items(1, 1, "{\"id\":\"../x\",\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"},{\"id\":\"faulty\",\"status\":\"completed\"}")), delivered()),
            row("list: an unknown status", s -> s.list(items(1, 1, "{\"id\":\"faulty\",\"status\":\"archived\"},{\"id\":\"beside\",\"status\":\"completed\"}")), ends(JobState.HELD, "archived")),
            row("list: the same job on two pages", s -> s.list(pages(list(1, 2, "faulty", "beside"), list(2, 2, "faulty", "more"))), delivered().asking(1)),
            row("list: page 2 fails", s -> s.list(pages(list(1, 2, "faulty", "beside"), status(403))), delivered().pollFailing("answered 403")),
            row("list: the same page for ever", s -> s.list(list(1, 99, "faulty", "beside")), delivered().pollFailing("all its 2 ids were on earlier pages")),
            row("list: an endless one", s -> s.list((r, w) -> list(1, 999_999, "faulty", "beside", "x" + r.query().replaceAll("\\D", "")).send(r, w)), delivered().pollFailing("max-pages (20) pages")),
            row("list: an empty page in the middle", s -> s.list(pages(list(1, 3, "beside"), list(2, 3), list(3, 3, "faulty"))), delivered()),
            row("list: an empty page for ever", s -> s.list(pages(list(1, 9, "faulty", "beside"), list(2, 9))), delivered().pollFailing("shows page 2 where page=3 was asked for")));
    }
    // spotless:on

    @TestFactory
    Stream<DynamicTest> every_fault_ends_as_the_table_says() throws Exception {
        List<Row> rows = Stream.of(
                        DownloadFaults.refusals(),
                        DownloadFaults.bodies(),
                        addresses(),
                        details(),
                        lists(),
                        HttpFaults.rows(),
                        ListFaults.rows(),
                        ResultFaults.rows(),
                        IdFaults.rows())
                .flatMap(table -> table)
                .toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(60);
        return all(rows, new Installation(home));
    }

    /** Where bytes come, they go another way into a bucket; a refusal ends before that way begins. */
    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> every_fault_of_a_body_ends_so_with_a_bucket() throws Exception {
        S3Server store = S3Server.s3proxy();
        Installation jobdrop = new Installation(home).intoBucket(store, store.endpoint());

        Stream<DynamicTest> tests =
                all(DownloadFaults.bodies().map(Row::inBucket).toList(), jobdrop);

        assertThat(store.openUploads(jobdrop.bucket())).isEmpty();
        assertThat(jobdrop.drop()).doesNotExist();
        return tests;
    }

    static Stream<DynamicTest> all(List<Row> rows, Installation jobdrop) throws Exception {
        List<FaultScene> scenes = new ArrayList<>();
        jobdrop.set("JOBDROP_RETRY_ATTEMPTS", "3")
                .set("JOBDROP_RETRY_MAX_BACKOFF", "2s")
                .set("JOBDROP_DOWNLOAD_MAX_SIZE", "1MB")
                .set("JOBDROP_DOWNLOAD_IDLE_TIMEOUT", "4s")
                .set("JOBDROP_API_MAX_SIZE", "256KB");
        FakeVendor shared = new FakeVendor();
        for (Row row : rows) {
            boolean alone = row.fault().startsWith("list: ");
            String name = String.format("row-%03d", scenes.size() + 1);
            scenes.add(
                    alone ? new FaultScene(name, new FakeVendor(), "faulty") : new FaultScene("shared", shared, name));
            row.scene().accept(scenes.get(scenes.size() - 1));
        }
        shared.on("/jobs", list(1, 1, jobsOf("shared", scenes)));
        List<String> allowed = new ArrayList<>();
        for (FaultScene scene : scenes) {
            scene.install(jobdrop);
            allowed.addAll(List.of(scene.host().host(), scene.vendor().host()));
        }
        jobdrop.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", String.join(",", allowed));
        try (LogLines log = new LogLines(Level.INFO)) {
            Outcome outcome = jobdrop.pollOnce();
            List<String> said = jobdrop.said(log);
            assertThat(jobdrop.files()).noneMatch(file -> file.startsWith(".staging"));
            List<DynamicTest> tests = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                FaultScene scene = scenes.get(i);
                tests.add(DynamicTest.dynamicTest(
                        row.fault(), () -> row.expected().check(jobdrop, outcome, scene, said)));
            }
            return tests.stream();
        } finally {
            for (FaultScene scene : scenes) {
                scene.close();
            }
        }
    }

    private static String[] jobsOf(String feed, List<FaultScene> scenes) {
        return Stream.concat(
                        scenes.stream()
                                .filter(scene -> scene.feed().equals(feed))
                                .map(FaultScene::id),
                        Stream.of("beside"))
                .toArray(String[]::new);
    }
}
