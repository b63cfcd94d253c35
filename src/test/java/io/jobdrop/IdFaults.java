package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultExpectation.pollFails;
import static io.jobdrop.support.FaultScene.SIGNATURE;
import static io.jobdrop.support.FaultScene.TOKEN;
import static io.jobdrop.support.FaultScene.items;
import static io.jobdrop.support.Faults.answer;
import static io.jobdrop.support.Faults.json;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.redirect;

import io.jobdrop.FaultMatrixTest.Row;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rows of the table of faults: ids of unusual characters, times in unusual forms, and secrets that a vendor repeats. */
final class IdFaults {
    private static final String BASIC = base64("user:" + TOKEN);
    private static final String HEX = HexFormat.of().formatHex(TOKEN.getBytes(StandardCharsets.UTF_8));
    private static final String OCTETS = HEX.replaceAll("..", "%$0");
    private static final String CAPITALS = TOKEN.toUpperCase(Locale.ROOT);
    private static final String SIGNED = "X-Amz-Expires=60&X-Amz-Signature=" + SIGNATURE;

    private IdFaults() {}

    // spotless:off
    static Stream<Row> rows() {
        return Stream.of(
            id("a global id", "gid://shopify/BulkOperation/77", "gid%3A%2F%2Fshopify%2FBulkOperation%2F77"),
            id("a path", "projects/9/operations/op-1", "projects%2F9%2Foperations%2Fop-1"),
            id("a URN", "urn:li:job:5", "urn%3Ali%3Ajob%3A5"),
            id("Base64", "QnVsa09wOjE=", "QnVsa09wOjE%3D"),
            id("with an at sign", "a@b", "a%40b"),
            id("with a tilde", "j~1", "j~1"),
            id("with a blank", "a b", "a%20b"),
            id("with a letter beyond ASCII", "ä", "%C3%A4"),
            id("of 300 characters", "x".repeat(300), "x".repeat(300)),
            id("of dots that are encoded", "%2e%2e", "%252e%252e"),
            id("with dot segments within", "a/../../b", "a%2F..%2F..%2Fb"),
            id("that looks like an option", "--failed", "--failed"),
            id("with a query", "a?b=c#d", "a%3Fb%3Dc%23d"),
            row("list: ids that no job can have", s -> s.list(items(1, 1, "{\"id\":\"..\",\"status\":\"completed\"},{\"id\":\"\",\"status\":\"completed\"},{\"id\":\"a\\u0000b\",\"status\":\"completed\"},{\"id\":\"faulty\",\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"}")), delivered()),
            row("list: one UUID in two cases", s -> uuids(s), delivered().of("3FA85F64-5717-4562-B3FC-2C963F66AFA6").asking(1)),
            row("list: a signed query for a status", s -> s.list(items(1, 1, "{\"id\":\"faulty\",\"status\":\"" + SIGNED + "\"},{\"id\":\"beside\",\"status\":\"completed\"}")), ends(JobState.HELD, "unknown status '***'")),
            row("list: our key for a status", s -> s.list(items(1, 1, "{\"id\":\"faulty\",\"status\":\"for " + BASIC + "\"},{\"id\":\"beside\",\"status\":\"completed\"}")), ends(JobState.HELD, "unknown status 'for ***'").hiding(BASIC)),
            row("list: 401 with our key in other forms", s -> s.list(answer(401, "{\"error\":\"bad key " + BASIC + " or " + HEX + " or " + OCTETS + " or " + CAPITALS + "\"}")), pollFails("bad key *** or *** or *** or ***").hiding(BASIC, HEX, OCTETS, CAPITALS)),
            row("a signature in the name of a field", s -> s.detail(s.detail(",\"https://h/x?" + SIGNED + "\":1,\"sig=" + SIGNATURE + "\":{\"token=" + SIGNATURE + "\":2}")), delivered()),
            row("a signature under a telling name", s -> s.detail(s.detail(",\"fields\":{\"X-Amz-Signature\":\"" + SIGNATURE + "\",\"token\":[\"" + SIGNATURE + "\"]}")), delivered()),
            row("signatures in encoded URLs and bare queries", s -> s.detail(s.detail(",\"a\":\"https%3A%2F%2Fh%2Fx%3Fsig%3D" + SIGNATURE + "\",\"b\":\"see https%253A%252F%252Fh%252Fx%253Fsig%253D" + SIGNATURE + "\",\"c\":\"" + SIGNED + "\",\"d\":\"a&amp;sig=" + SIGNATURE + "\",\"e\":\"https:\\\\/\\\\/h\\\\/x\\\\u003fsig=" + SIGNATURE + "\"")), delivered()),
            row("our key in other forms in the fields", s -> s.detail(s.detail(",\"a\":\"" + BASIC + "\",\"b\":\"" + HEX + "\",\"" + OCTETS + "\":\"" + CAPITALS + "\",\"d\":\"" + base64("12" + TOKEN + "3") + "\"")), delivered().hiding(BASIC, HEX, OCTETS, CAPITALS, base64("12" + TOKEN + "3"))),
            row("a name with a signed query", s -> s.detail(json("{\"status\":\"completed\",\"name\":\"r.csv?" + SIGNED + "\",\"url\":\"" + s.host().url() + "/r\"}")), delivered().named("r.csv")),
            row("a name with our key", s -> s.detail(json("{\"status\":\"completed\",\"name\":\"" + TOKEN + ".csv\",\"url\":\"" + s.host().url() + "/r\"}")), delivered().named("___.csv")),
            row("a redirect that is signed to plain http", s -> s.result(redirect(302, "http://example.com/r?" + SIGNED)), ends(JobState.HELD, "is plain http")),
            row("detail: a bare query and our key in the error", s -> s.detail(answer(403, "{\"error\":\"no access with " + SIGNED + " for " + BASIC + "\"}")), ends(JobState.HELD, "no access with *** for ***").hiding(BASIC)),
            row("detail: secrets in the status text", s -> s.detail(raw("HTTP/1.1 403 no " + BASIC + " and sig=" + SIGNATURE + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")), ends(JobState.HELD, "answered 403 no *** and ***").hiding(BASIC)));
    }
    // spotless:on

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    private static Row id(String what, String id, String inPath) {
        return row(
                "list: an id " + what,
                scene -> {
                    scene.list(items(
                            1,
                            1,
                            "{\"id\":\"" + id
                                    + "\",\"status\":\"completed\"},{\"id\":\"beside\",\"status\":\"completed\"}"));
                    scene.vendor().on("/jobs/" + inPath, scene.detail(""));
                },
                delivered().of(id).asking(1));
    }

    private static void uuids(FaultScene scene) {
        String capital = "3FA85F64-5717-4562-B3FC-2C963F66AFA6";
        scene.list(FaultScene.list(1, 1, capital, capital.toLowerCase(Locale.ROOT), "beside"));
        scene.vendor().on("/jobs/" + capital, scene.detail(""));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
