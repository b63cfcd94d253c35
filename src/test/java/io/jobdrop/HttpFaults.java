package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultExpectation.pollFails;
import static io.jobdrop.support.FaultScene.CSV;
import static io.jobdrop.support.FaultScene.list;
import static io.jobdrop.support.FaultScene.pages;
import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.file;
import static io.jobdrop.support.Faults.first;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.redirect;

import io.jobdrop.FaultMatrixTest.Row;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor.Reply;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is wrong below the answers: framing, heads without an end, bytes that nobody asked for, and passing answers. */
final class HttpFaults {
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String FORGED = OK + "Content-Length: 6\r\n\r\nforged";
    private static final String PAGE = "{\"pages\":2,\"items\":[{\"id\":\"beside\",\"status\":\"completed\"}]}";
    private static final String NO_PAGE = "{\"pages\":2,\"items\":[]}";

    private HttpFaults() {}

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    // spotless:off
    static Stream<Row> rows() {
        return Stream.of(results(), details(), lists()).flatMap(table -> table);
    }

    private static Stream<Row> results() {
        return Stream.of(
            row("a forged answer behind a redirect", s -> { s.result(kept("HTTP/1.1 302 X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n" + FORGED)); s.host().on("/there", file(CSV)); }, delivered().asking(1)),
            row("two equal Content-Lengths, once", s -> s.result(first(1, raw(OK + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"), file(CSV))), delivered().asking(2)),
            row("a list of Content-Lengths", s -> s.result(raw(OK + "Content-Length: 5, 5\r\n\r\nhello")), ends(JobState.GAVE_UP, "answered with invalid HTTP: the Content-Length '5, 5'").asking(12)),
            row("a Content-Length with a sign", s -> s.result(raw(OK + "Content-Length: +5\r\n\r\nhello")), ends(JobState.GAVE_UP, "the Content-Length '+5'")),
            row("a Content-Length and chunks", s -> s.result(raw(OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")), ends(JobState.GAVE_UP, "Transfer-Encoding and Content-Length together")),
            row("an unknown transfer coding", s -> s.result(raw(OK + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")), ends(JobState.GAVE_UP, "the Transfer-Encoding 'gzip, chunked'")),
            row("a chunk size that is none", s -> s.result(first(1, raw(CHUNKED + "5\r\nhello\r\n+5\r\nhello\r\n0\r\n\r\n"), file(CSV))), delivered().asking(2)),
            row("a chunk size that is cut", s -> s.result(first(1, raw(CHUNKED + "5\r\nhello\r\n0"), file(CSV))), delivered().asking(2)),
            row("a head that is cut", s -> s.result(first(1, raw(OK + "Content-Type: text/csv\r\n"), file(CSV))), delivered().asking(2)),
            row("header lines without an end", s -> s.result(first(1, endless(OK, "X: y\r\n"), file(CSV))), delivered().asking(2)),
            row("a header line without an end", s -> s.result(endless(OK + "X: ", "y")), ends(JobState.GAVE_UP, "its head has more than 65536 bytes")),
            row("interim responses without an end", s -> s.result(first(1, endless("", "HTTP/1.1 103 X\r\n\r\n"), file(CSV))), delivered().asking(2)),
            row("a chunk extension without an end", s -> s.result(first(1, endless(CHUNKED + "5;", "x"), file(CSV))), delivered().asking(2)),
            row("trailers without an end", s -> s.result(first(1, endless(CHUNKED + "5\r\nhello\r\n0\r\n", "X: y\r\n"), file(CSV))), delivered().asking(2)),
            row("a head that trickles", s -> s.result(first(1, trickling(OK), file(CSV))), delivered().asking(2)),
            row("another protocol", s -> s.result(first(1, raw("HTTP/1.1 101 X\r\nUpgrade: TLS/1.2\r\nConnection: Upgrade\r\n\r\n"), file(CSV))), delivered().asking(2)));
    }

    private static Stream<Row> details() {
        return Stream.of(
            row("detail: HTML with status 200, once", s -> s.detail(first(1, answer(200, "<html>Down for maintenance</html>", "Content-Type", "text/html"), s.detail(""))), delivered()),
            row("detail: HTML with status 200, often", s -> s.detail(first(6, answer(200, "<html>Down for maintenance</html>", "Content-Type", "text/html"), s.detail(""))), delivered()),
            row("detail: empty", s -> s.detail(answer(200, "")), ends(JobState.HELD, "answered something that is no JSON: no content type with an empty body")),
            row("detail: our key in what is no JSON", s -> s.detail(answer(200, "no " + FaultScene.TOKEN + " here", "Content-Type", "text/plain")), ends(JobState.HELD, "no JSON: text/plain, 17 bytes: no *** here")),
            row("detail: Latin-1", s -> s.detail((request, wire) -> wire.write(bytes("{\"status\":\"completed\",\"name\":\"\u00e9.csv\",\"url\":\"" + s.host().url() + "/r\"}", "application/json; charset=iso-8859-1"))), delivered().named("\u00e9.csv")),
            row("detail: a byte order mark", s -> s.detail((request, wire) -> wire.write(bytes("\u00ef\u00bb\u00bf{\"status\":\"completed\",\"name\":\"r.csv\",\"url\":\"" + s.host().url() + "/r\"}", "application/json"))), delivered()),
            row("detail: numbers beyond a double", s -> s.detail(s.detail(",\"x\":1e999999999,\"y\":" + "7".repeat(2000))), delivered()),
            row("detail: a redirect within the origin", s -> { s.detail(redirect(302, "/moved/" + s.id())); s.vendor().on("/moved/" + s.id(), s.detail("")); }, delivered()),
            row("detail: a redirect to elsewhere", s -> s.detail(redirect(307, s.host().url() + "/login?next=" + FaultScene.SIGNATURE)), ends(JobState.HELD, "which does not get the key; nothing was requested there").asking(0)),
            row("detail: a redirect without a target", s -> s.detail((r, w) -> w.write("HTTP/1.1 302 X\r\nContent-Length: 0\r\n\r\n")), ends(JobState.HELD, "answered 302 with 0 Location headers")),
            row("detail: two Content-Lengths", s -> s.detail(raw(OK + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")), ends(JobState.GAVE_UP, "answered with invalid HTTP: 2 Content-Length headers")),
            row("detail: a long reason", s -> s.detail((r, w) -> w.write("HTTP/1.1 404 " + "no ".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n")), ends(JobState.HELD, "no no no")),
            row("detail: header lines without an end", s -> s.detail(first(1, endless(OK, "X: y\r\n"), s.detail(""))), delivered()));
    }

    private static Stream<Row> lists() {
        return Stream.of(
            row("list: JSON cut short, once", s -> s.list(first(1, answer(200, "{\"pages\":1,\"items\":[{\"id\":\"fau"), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: empty, once", s -> s.list(first(1, answer(200, ""), list(1, 1, "faulty", "beside"))), delivered()),
            row("list: a forged page behind a page", s -> s.list(pages(kept(sized(PAGE) + sized(NO_PAGE)), list(2, 2, "faulty"))), delivered()),
            row("list: header lines without an end", s -> s.list(endless(OK, "X: y\r\n")), pollFails("answered with invalid HTTP: its head has more than 200 lines")),
            row("list: a redirect within the origin", s -> { s.list(redirect(301, "/v2/jobs?page=1")); s.vendor().on("/v2/jobs", list(1, 1, "faulty", "beside")); }, delivered()),
            row("list: a redirect to elsewhere", s -> s.list(redirect(302, "https://login.example.com/?next=x")), pollFails("to https://login.example.com, which does not get the key")),
            row("list: a redirect in a circle", s -> s.list(redirect(302, "/jobs")), pollFails("redirects more than 5 times")));
    }
    // spotless:on

    private static String sized(String json) {
        return OK + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static byte[] bytes(String json, String type) {
        return (OK + "Content-Type: " + type + "\r\nContent-Length: " + json.length() + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    // On a connection that stays open.
    private static Reply kept(String reply) {
        return (request, wire) -> {
            wire.write(reply);
            wire.next();
        };
    }

    private static Reply endless(String begin, String piece) {
        return (request, wire) -> {
            wire.write(begin);
            byte[] flood = piece.repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                wire.write(flood);
            }
        };
    }

    private static Reply trickling(String begin) {
        return (request, wire) -> {
            wire.write(begin + "X: ");
            for (int i = 0; i < 1000; i++) {
                wire.write("y");
                wire.pause(50);
            }
        };
    }
}
