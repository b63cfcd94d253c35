package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultScene.CSV;
import static io.jobdrop.support.FaultScene.detailOf;
import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.file;
import static io.jobdrop.support.Faults.first;
import static io.jobdrop.support.Faults.json;
import static io.jobdrop.support.Faults.redirect;
import static io.jobdrop.support.Faults.status;

import io.jobdrop.FaultMatrixTest.Row;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What result hosts mean by their answers, how results are called, and the URLs that vendors give. */
final class ResultFaults {
    private static final int SIZE = CSV.length;
    private static final String WRONG = ",\"size\":" + (SIZE + 1);

    private static final String SIGNED = "X-Sig=a%2Fb%2bc%3D+d~-_.!*'()&c=%7E&d=a/b:c@d,e;f?g=%20&";

    private ResultFaults() {}

    // spotless:off
    static Stream<Row> rows() {
        return Stream.of(codings(), names(), urls(), waits()).flatMap(rows -> rows);
    }

    private static Stream<Row> codings() {
        return Stream.of(
            row("an encoding that is none, and the vendor's size", s -> { s.result(encoded("none")); s.detail(s.detail(",\"size\":" + SIZE)); }, delivered().asking(1)),
            row("an encoding that is none, and a wrong size", s -> { s.result(encoded("none")); s.detail(s.detail(WRONG)); }, ends(JobState.HELD, "the vendor says " + (SIZE + 1) + " bytes for result 1, but " + SIZE + " arrived")),
            row("a character set as the encoding, and a wrong size", s -> { s.result(encoded("UTF-8")); s.detail(s.detail(WRONG)); }, ends(JobState.HELD, "the vendor says " + (SIZE + 1) + " bytes")),
            row("identity twice, and a wrong size", s -> { s.result(encoded("identity, Identity")); s.detail(s.detail(WRONG)); }, ends(JobState.HELD, "the vendor says " + (SIZE + 1) + " bytes")),
            row("br although identity was asked", s -> { s.result(encoded("br")); s.detail(s.detail(WRONG)); }, delivered().named("r.csv.br").asking(1)),
            row("X-GZip although identity was asked", s -> s.result(encoded("X-GZip")), delivered().named("r.csv.gz").asking(1)),
            row("a chain of encodings", s -> s.result(encoded("gzip, br")), delivered().named("r.csv.gz.br").asking(1)),
            row("a chain of encodings on two lines", s -> s.result(file(CSV).with("Content-Encoding", "gzip\r\nContent-Encoding: zstd")), delivered().named("r.csv.gz.zst").asking(1)),
            row("a chain with words that are no encodings", s -> s.result(encoded("identity, gzip, none")), delivered().named("r.csv.gz").asking(1)),
            row("an encoding that is cut and gone on with", s -> s.result(first(1, encoded("deflate").resetAt(70_000), encoded("deflate"))), delivered().named("r.csv.deflate").asking(2).resuming(70_000)));
    }

    private static Stream<Row> names() {
        return Stream.of(
            row("a name from the host", s -> { s.result(file(CSV).with("Content-Disposition", "attachment; filename=\"x.csv\"; filename*=UTF-8''%C3%BC.csv")); s.detail(unnamed(s.host().url() + "/r")); }, delivered().named("\u00fc.csv")),
            row("a hostile name from the host", s -> { s.result(file(CSV).with("Content-Disposition", "attachment; filename=\"../../../etc/x.csv\"")); s.detail(unnamed(s.host().url() + "/r")); }, delivered().named("x.csv")),
            row("a name from the host, and a body cut short", s -> { s.result(first(1, file(CSV).with("Content-Disposition", "attachment; filename=x.csv").resetAt(70_000), file(CSV))); s.detail(unnamed(s.host().url() + "/r")); }, delivered().named("x.csv").asking(2).resuming(70_000)),
            row("no name but that of the URL", s -> { s.host().on("/a/1%20b.csv.gz", file(CSV)); s.detail(unnamed(s.host().url() + "/a/1%20b.csv.gz?sig=" + FaultScene.SIGNATURE)); }, delivered().named("1 b.csv.gz")),
            row("a URL that ends with a program", s -> { s.host().on("/download.php", file(CSV)); s.detail((r, w) -> unnamed(s.host().url() + "/download.php").send(r, w)); }, delivered().named(FaultExpectation.JOB + ".csv")),
            row("a long name with two extensions", s -> s.detail(json("{\"status\":\"completed\",\"name\":\"" + "x".repeat(300) + ".tar.gz\",\"url\":\"" + s.host().url() + "/r\"}")), delivered().named("x".repeat(143) + ".tar.gz")));
    }

    private static Stream<Row> urls() {
        return Stream.of(
            row("a URL with brackets and a bar", s -> at(s, "/%5B1%5D%7C.csv", "/[1]|.csv"), delivered()),
            row("a URL with a lone percent sign", s -> at(s, "/100%25.csv", "/100%.csv"), delivered()),
            row("a URL in raw UTF-8", s -> at(s, "/%C3%BC/%E2%82%AC.csv", "/\u00fc/\u20ac.csv"), delivered()),
            row("a URL with backslashes", s -> at(s, "/a/b.csv", "/a\\\\b.csv"), delivered()),
            row("a URL with blanks around it and line ends in it", s -> { s.host().on("/a.csv", file(CSV)); s.detail(detailOf("  " + s.host().url() + "/a\\n.csv\\t ", "")); }, delivered()),
            row("a URL with a fragment", s -> at(s, "/a.csv", "/a.csv#page=1?x"), delivered()),
            row("a URL with what is escaped already", s -> at(s, "/a%2Fb%2b~c%3d+.csv", "/a%2Fb%2b~c%3d+.csv"), delivered()),
            row("a signed URL, byte for byte", s -> { s.host().on("/a.csv", (r, w) -> (r.query().equals(SIGNED) ? file(CSV) : status(400)).send(r, w)); s.detail(detailOf(s.host().url() + "/a.csv?" + SIGNED, "")); }, delivered()),
            row("a relative URL", s -> { s.vendor().on("/files/" + s.id(), Faults.withoutCredentials(file(CSV))); s.detail(detailOf("/files/" + s.id(), "")); }, delivered()),
            row("a relative URL on another host", s -> { s.host().on("/a.csv", file(CSV)); s.detail(detailOf("//" + s.host().host() + "/a.csv", "")); }, delivered()),
            row("a URL on a named address in another form", s -> at(s, "/a.csv", "/a.csv", "http://0x7f.1:"), delivered()),
            row("a URL on an octal address", s -> s.detail(detailOf("https://0177.0.0.2/r", "")), ends(JobState.HELD, "the result host 127.0.0.2 has the loopback address 127.0.0.2").asking(0)),
            row("a URL on an address that is none", s -> s.detail(detailOf("https://127.0.0.256/r", "")), ends(JobState.HELD, "the result URL is no URL").asking(0)),
            row("a URL on a host with an underscore", s -> s.detail(detailOf("https://no_such_host.invalid/r", "")), ends(JobState.GAVE_UP, "the result host no_such_host.invalid cannot be reached").asking(0)),
            row("a text in the place of a URL", s -> s.detail(detailOf("n/a", "")), ends(JobState.HELD, "the result URL is no https URL of a host").asking(0)),
            row("a redirect with a blank", s -> { s.result(redirect(302, "/a b.csv")); s.host().on("/a%20b.csv", file(CSV)); }, delivered()),
            row("a redirect in raw UTF-8", s -> { s.result(redirect(302, utf8("/\u00fc.csv#x"))); s.host().on("/%C3%BC.csv", file(CSV)); }, delivered()),
            row("a redirect to a decimal address", s -> s.result(redirect(302, "https://2130706434/r")), ends(JobState.HELD, "has the loopback address 127.0.0.2")),
            row("a redirect to a user at a host", s -> s.result(redirect(302, "https://a@example.com/r")), ends(JobState.HELD, "is no https URL of a host")));
    }

    private static Stream<Row> waits() {
        return Stream.of(
            row("202 once", s -> s.result(first(1, status(202), file(CSV))), delivered().asking(2)),
            row("202 with Retry-After", s -> s.result(first(1, status(202, "Retry-After", "1"), file(CSV))), delivered().asking(2).pausing(Duration.ofSeconds(1))),
            row("204 once", s -> s.result(first(1, answer(204, ""), file(CSV))), delivered().asking(2)),
            row("202 for ever", s -> s.result(status(202)), ends(JobState.GAVE_UP, "result 1 is not ready yet: the result host 127.0.0.1 answered 202").asking(3)),
            row("202 in the middle of a file", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, status(202), file(CSV)))), delivered().asking(3).resuming(70_000)),
            row("429 with retry-after-ms", s -> s.result(first(1, status(429, "retry-after-ms", "1200"), file(CSV))), delivered().asking(2).pausing(Duration.ofMillis(1200))),
            row("429 with a fraction of seconds", s -> s.result(first(1, status(429, "Retry-After", "1.2"), file(CSV))), delivered().asking(2).pausing(Duration.ofMillis(1200))),
            row("429 with a used-up quota as a structured field", s -> s.result(first(1, status(429, "RateLimit", "\"burst\";t=1;r=0, \"day\";r=9;t=900"), file(CSV))), delivered().asking(2).pausing(Duration.ofSeconds(1))),
            row("429 with a span of time", s -> s.result(first(1, status(429, "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", "1s200ms"), file(CSV))), delivered().asking(2).pausing(Duration.ofMillis(1200))),
            row("429 with a hostile reset", s -> s.result(first(1, status(429, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "99999999999999999999999999"), file(CSV))), delivered().asking(2)));
    }
    // spotless:on

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    private static Faults.File encoded(String encoding) {
        return file(CSV).with("Content-Encoding", encoding);
    }

    private static void at(FaultScene scene, String path, String given) {
        at(scene, path, given, "http://127.0.0.1:");
    }

    private static void at(FaultScene scene, String path, String given, String host) {
        scene.host().on(path, file(CSV));
        scene.detail(detailOf(host + scene.host().host().replaceAll(".*:", "") + given, ""));
    }

    private static Reply unnamed(String url) {
        return json("{\"status\":\"completed\",\"url\":\"" + url + "\"}");
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
