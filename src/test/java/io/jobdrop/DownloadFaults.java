package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultScene.BESIDE;
import static io.jobdrop.support.FaultScene.CSV;
import static io.jobdrop.support.FaultScene.detailOf;
import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.file;
import static io.jobdrop.support.Faults.first;
import static io.jobdrop.support.Faults.json;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.reset;
import static io.jobdrop.support.Faults.silence;
import static io.jobdrop.support.Faults.status;

import io.jobdrop.FaultMatrixTest.Row;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import io.jobdrop.support.Faults;
import io.jobdrop.support.Faults.Framing;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What result hosts do wrong: they refuse, and their bodies break off, stall, or hold something else. */
final class DownloadFaults {
    private static final int SIZE = CSV.length;
    private static final String EXPIRED =
            "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";

    private DownloadFaults() {}

    // spotless:off
    static Stream<Row> refusals() {
        return Stream.of(
            row("500 once", s -> s.result(first(1, status(500), file(CSV))), delivered().asking(2)),
            row("503 with Retry-After: 0", s -> s.result(first(2, status(503, "Retry-After", "0"), file(CSV))), delivered().asking(3)),
            row("429 with Retry-After in seconds", s -> s.result(first(1, status(429, "Retry-After", "1"), file(CSV))), delivered().asking(2).pausing(Duration.ofSeconds(1))),
            row("429 with Retry-After as a date", s -> s.result(first(1, (r, w) -> status(429, "Retry-After", inSeconds(1)).send(r, w), file(CSV))), delivered().asking(2).pausing(Duration.ofSeconds(1))),
            row("429 with Retry-After that is nonsense", s -> s.result(first(1, status(429, "Retry-After", "soon"), file(CSV))), delivered().asking(2)),
            row("429 with Retry-After that is very long", s -> s.result(first(1, status(429, "Retry-After", "86400"), file(CSV))), delivered().asking(2).pausing(Duration.ofSeconds(2))),
            row("408 once", s -> s.result(first(1, status(408), file(CSV))), delivered().asking(2)),
            row("425 once", s -> s.result(first(1, status(425), file(CSV))), delivered().asking(2)),
            row("500 for ever", s -> s.result(status(500)), ends(JobState.GAVE_UP, "answered 500 where a file was expected").asking(12)),
            row("404 for ever", s -> s.result(status(404)), ends(JobState.HELD, "refuses the URL: 404, and 3 newer ones").asking(12)),
            row("404 for the one URL there is", s -> { s.result(status(404)); s.detail(detailOf(s.host().url() + "/r", "")); }, ends(JobState.HELD, "refuses the URL: 404, and the vendor gives no other").asking(3)),
            row("410 once", s -> s.result(first(1, status(410), file(CSV))), delivered().asking(2)),
            row("403 with XML for an expired URL", s -> s.result(first(1, answer(403, EXPIRED), file(CSV))), delivered().asking(2)),
            row("400 for an expired token", s -> s.result(first(2, answer(400, "<Error><Code>ExpiredToken</Code></Error>"), file(CSV))), delivered().asking(3)),
            row("403 with XML for ever", s -> s.result(answer(403, EXPIRED)), ends(JobState.HELD, "403 AccessDenied, and 3 newer ones")),
            row("a new URL cannot be asked for at once", s -> { s.result(first(1, status(403), file(CSV))); s.detail(first(1, s.detail(""), first(1, status(500), s.detail("")))); }, delivered().asking(2)),
            row("204 in place of a file", s -> s.result(answer(204, "")), ends(JobState.GAVE_UP, "result 1 is not ready yet: the result host 127.0.0.1 answered 204").asking(3)),
            row("206 that nobody asked for", s -> s.result(answer(206, "part", "Content-Range", "bytes 0-3/9")), ends(JobState.HELD, "answered 206 where a file was expected")),
            row("reset before the answer", s -> s.result(first(1, reset(), file(CSV))), delivered().asking(2)),
            row("reset before each answer", s -> s.result(reset()), ends(JobState.GAVE_UP, "the result host 127.0.0.1 cannot be reached")),
            row("the end in place of an answer", s -> s.result(first(1, raw(""), file(CSV))), delivered().asking(2)),
            row("no HTTP at all", s -> s.result(raw("SSH-2.0-OpenSSH_9.2\r\n\r\n")), ends(JobState.GAVE_UP, "cannot be reached")),
            row("silence", s -> s.result(first(1, silence(), file(CSV))), delivered().asking(2)));
    }

    static Stream<Row> bodies() {
        return Stream.of(
            row("nothing wrong", s -> {}, delivered().asking(1)),
            row("expired in the middle of a file", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, answer(403, EXPIRED), file(CSV)))), delivered().asking(3).resuming(70_000)),
            row("a body cut short", s -> s.result(first(1, file(CSV).cutAt(70_000), file(CSV))), delivered().asking(2).resuming(70_000)),
            row("a body reset", s -> s.result(first(1, file(CSV).resetAt(70_000), file(CSV))), delivered().asking(2).resuming(70_000)),
            row("a chunked body cut short", s -> s.result(first(1, file(CSV).framed(Framing.CHUNKED).cutAt(70_000), file(CSV))), delivered().asking(2).resuming(70_000)),
            row("a chunked body reset", s -> s.result(first(1, file(CSV).framed(Framing.CHUNKED).resetAt(70_000), file(CSV).framed(Framing.CHUNKED))), delivered().asking(2).resuming(70_000)),
            row("a body without an announced end, cut short", s -> s.result(first(1, file(CSV).framed(Framing.CLOSE).cutAt(70_000), file(CSV).framed(Framing.CLOSE))), delivered().asking(3)),
            row("a body without an announced end", s -> s.result(file(CSV).framed(Framing.CLOSE)), delivered().asking(2)),
            row("a body without an announced end, of the vendor's size", s -> { s.result(file(CSV).framed(Framing.CLOSE)); s.detail(s.detail(",\"size\":" + SIZE)); }, delivered().asking(1)),
            row("a body cut again and again, each time further", s -> s.result(file(CSV).resetAt(40_000)), delivered().asking(7).inBucket(ends(JobState.GAVE_UP, "broke off"))),
            row("a body cut before its first byte", s -> s.result(file(CSV).resetAt(0)), ends(JobState.GAVE_UP, "the download broke off after 0 bytes")),
            row("a stall in the body", s -> s.result(first(1, file(CSV).stallAt(70_000), file(CSV))), delivered().asking(2).resuming(70_000)),
            row("a slow body", s -> s.result(file(CSV).slowly(40_000)), delivered().asking(1)),
            row("a Content-Length that is too long", s -> s.result(file(CSV).announcing(SIZE + 9)), ends(JobState.GAVE_UP, "the download broke off after " + SIZE + " bytes")),
            row("a Content-Length that is too short", s -> { s.result(file(CSV).announcing(SIZE - 9)); s.detail(s.detail(",\"size\":" + SIZE)); }, ends(JobState.HELD, "the vendor says " + SIZE + " bytes for result 1, but " + (SIZE - 9) + " arrived")),
            row("gzip although identity was asked", s -> s.result(file(CSV).with("Content-Encoding", "gzip")), delivered().named("r.csv.gz").asking(1)),
            row("Range ignored", s -> s.result(first(1, file(CSV).resetAt(70_000), file(CSV).ignoringRange())), delivered().asking(2).resuming(70_000)),
            row("Range answered with another part", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, file(CSV).claimingRange("bytes 0-9/10"), file(CSV)))), delivered().asking(3)),
            row("Range answered with another length", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, file(CSV).claimingRange("bytes 70000-" + SIZE + "/" + (SIZE + 1)), file(CSV)))), delivered().asking(3)),
            row("Range answered without Content-Range", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, answer(206, "x"), file(CSV)))), delivered().asking(3)),
            row("416", s -> s.result(first(1, file(CSV).resetAt(70_000), first(1, status(416, "Content-Range", "bytes */9"), file(CSV)))), delivered().asking(3)),
            row("another version between two attempts", s -> s.result(first(1, file(new byte[SIZE]).with("ETag", "\"v0\"").resetAt(70_000), file(CSV))), delivered().asking(2)),
            row("another version, If-Range ignored", s -> s.result(first(1, file(new byte[SIZE]).with("ETag", "\"v0\"").resetAt(70_000), first(1, answer(206, "x", "ETag", "\"v1\"", "Content-Range", "bytes 70000-" + (SIZE - 1) + "/" + SIZE), file(CSV)))), delivered().asking(3)),
            row("a weak ETag", s -> s.result(first(1, file(new byte[SIZE]).with("ETag", "W/\"v1\"").resetAt(70_000), file(CSV))), delivered().asking(2).resuming(-1)),
            row("no validator", s -> s.result(first(1, file(new byte[SIZE]).without("ETag").resetAt(70_000), file(CSV))), delivered().asking(2).resuming(-1)),
            row("Last-Modified as the validator", s -> s.result(first(1, dated(file(CSV)).resetAt(70_000), dated(file(CSV)))), delivered().asking(2).resuming(70_000)),
            row("larger than allowed, and announced", s -> s.result(file(new byte[2 << 20])), ends(JobState.GAVE_UP, "larger than jobdrop.download.max-size (1048576 bytes)").asking(1)),
            row("larger than allowed, and not announced", s -> s.result(file(new byte[2 << 20]).framed(Framing.CHUNKED)), ends(JobState.GAVE_UP, "larger than jobdrop.download.max-size (1048576 bytes)").asking(1)),
            row("the vendor's size is a lie", s -> s.detail(s.detail(",\"size\":1")), ends(JobState.HELD, "the vendor says 1 bytes for result 1, but " + SIZE + " arrived")),
            row("a hostile name", s -> s.detail(json("{\"status\":\"completed\",\"name\":\"../../etc/\\u0000r.csv\\r\\n\",\"url\":\"" + s.host().url() + "/r\"}")), delivered().asking(1)),
            row("a data: URL", s -> s.detail(detailOf("data:text/csv,beside%0A", "")), delivered().holding(BESIDE).asking(0)),
            row("a data: URL that is none", s -> s.detail(detailOf("data:text/csv;base64,===", "")), ends(JobState.HELD, "a data: URL cannot be decoded").asking(0)),
            row("an empty file", s -> s.result(file(new byte[0])), delivered().holding(new byte[0]).asking(1)));
    }
    // spotless:on

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    private static Faults.File dated(Faults.File file) {
        return file.without("ETag").with("Last-Modified", inSeconds(-3600)).with("Date", inSeconds(0));
    }

    private static String inSeconds(int seconds) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds));
    }
}
