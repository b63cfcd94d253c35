package io.jobdrop;

import static io.jobdrop.support.FaultExpectation.delivered;
import static io.jobdrop.support.FaultExpectation.ends;
import static io.jobdrop.support.FaultExpectation.pollFails;
import static io.jobdrop.support.FaultScene.detailOf;
import static io.jobdrop.support.FaultScene.items;
import static io.jobdrop.support.FaultScene.list;
import static io.jobdrop.support.FaultScene.pages;
import static io.jobdrop.support.Faults.json;
import static io.jobdrop.support.Faults.raw;
import static io.jobdrop.support.Faults.status;

import io.jobdrop.FaultMatrixTest.Row;
import io.jobdrop.job.JobState;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FaultExpectation;
import io.jobdrop.support.FaultScene;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What vendors do wrong in their lists, and in the answers about the jobs of a list. */
final class ListFaults {
    private static final String BESIDE = "{\"id\":\"beside\",\"status\":\"completed\"}";

    private ListFaults() {}

    private static Row row(String fault, Consumer<FaultScene> scene, FaultExpectation expected) {
        return new Row(fault, scene, expected);
    }

    private static String faulty(String status) {
        return "{\"id\":\"faulty\",\"status\":\"" + status + "\"}";
    }

    private static String listed(FaultScene scene, String status) {
        return "{\"id\":\"faulty\",\"status\":\"" + status + "\",\"name\":\"r.csv\",\"url\":\""
                + scene.host().url() + "/r?sig=" + FaultScene.SIGNATURE + "\"}";
    }

    // spotless:off
    static Stream<Row> rows() {
        return Stream.of(
            row("list: failed, and completed on the same page", s -> s.list(items(1, 1, faulty("failed") + "," + faulty("completed") + "," + BESIDE)), delivered()),
            row("list: completed, and failed on the same page", s -> s.list(items(1, 1, faulty("completed") + "," + faulty("failed") + "," + BESIDE)), delivered()),
            row("list: failed on page 1, completed with results on page 2", s -> s.list(pages(items(1, 2, faulty("failed") + "," + BESIDE), items(2, 2, listed(s, "completed") + ",{\"id\":\"z\",\"status\":\"queued\"}"))), delivered()),
            row("list: running on page 1, completed with results on page 2", s -> s.list(pages(items(1, 2, faulty("running") + "," + BESIDE), items(2, 2, listed(s, "completed") + ",{\"id\":\"z\",\"status\":\"queued\"}"))), delivered()),
            row("list: completed on page 1, failed on page 2", s -> s.list(pages(list(1, 2, "faulty", "beside"), items(2, 2, faulty("failed") + ",{\"id\":\"z\",\"status\":\"queued\"}"))), delivered()),
            row("list: failed, the detail says completed", s -> s.list(items(1, 1, faulty("failed") + "," + BESIDE)), delivered()),
            row("list: failed, the detail says running", s -> { s.list(items(1, 1, faulty("failed") + "," + BESIDE)); s.detail(json("{\"status\":\"running\"}")); }, ends(JobState.FAILED, "the list says 'failed', the detail says 'running'").unsaid()),
            row("list: completed with results, the detail says failed without", s -> { s.list(items(1, 1, listed(s, "completed") + "," + BESIDE)); s.detail(json("{\"status\":\"failed\",\"url\":null}")); }, delivered()),
            row("list: completed without results, the detail says failed", s -> s.detail(json("{\"status\":\"failed\",\"url\":null}")), ends(JobState.HELD, "the list says 'completed', the detail says 'failed'; completed, but without a result URL at $.url")),
            row("list: completed, the detail says running with results", s -> s.detail(json("{\"status\":\"running\",\"name\":\"r.csv\",\"url\":\"" + s.host().url() + "/r\"}")), delivered()),
            row("list: another page than the one asked for", s -> s.list(pages(list(1, 2, "faulty", "beside"), list(7, 2, "more"))), delivered().pollFailing("the vendor shows page 7 where page=2 was asked for; check the feed's list.paging.first (1)")),
            row("list: pages that are called from 0 in answers alone", s -> s.list(pages(list(0, 2, "x", "beside"), list(1, 2, "faulty"))), delivered()),
            row("list: an empty page behind the last one of a vendor that counts from 0", s -> s.list(pages(list(1, 2, "faulty", "beside"), list(2, 2))), delivered().pollFailing("it is empty, and yet $.pages says 2; check the feed's list.paging.first (1)")),
            row("list: an empty page beside a total", s -> s.list(json("{\"page\":1,\"pages\":1,\"total\":3,\"items\":[]}")), pollFails("it is empty, and yet 'total' is 3")),
            row("list: 404 for a page that was promised", s -> s.list(pages(list(1, 2, "faulty", "beside"), status(404))), delivered().pollFailing("answered 404")),
            row("list: 404 for the first page", s -> s.list(status(404)), pollFails("answered 404")),
            row("list: 404 behind the last page, since no number of pages is given", s -> s.list(pages(full(), status(404))), delivered()),
            row("list: 400 behind the last page, since no number of pages is given", s -> s.list(pages(full(), status(400))), delivered()),
            row("list: 204 for a page that was promised", s -> s.list(pages(list(1, 2, "faulty", "beside"), raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n"))), delivered().pollFailing("it has no content, and yet $.pages says 2")),
            row("list: 204 for an empty list", s -> s.list(raw("HTTP/1.1 204 X\r\nConnection: close\r\n\r\n")), FaultExpectation.nothing()),
            row("list: an error with status 200", s -> s.list(json("{\"ok\":false,\"error\":{\"message\":\"quota used up\"}}")), pollFails("no array at $.items, but says: quota used up")),
            row("detail: an error with status 200", s -> s.detail(json("{\"ok\":false,\"error\":\"quota used up\"}")), ends(JobState.HELD, "without a result URL at $.url, but says: quota used up")),
            row("detail: another job", s -> s.detail(detailOf(s.host().url() + "/r", ",\"id\":\"B2\"")), ends(JobState.HELD, "is about job B2 where ").asking(0)),
            row("detail: the job beside an id of something else", s -> s.detail(s.detail(",\"id\":\"result-1\",\"job_id\":\"" + s.id() + "\"")), delivered()),
            row("detail: a size of -1", s -> s.detail(s.detail(",\"size\":-1")), delivered()),
            row("detail: a size with a fraction of zero", s -> s.detail(s.detail(",\"size\":" + FaultScene.CSV.length + ".0")), delivered()),
            row("detail: a size that is no number", s -> s.detail(s.detail(",\"size\":\"\"")), delivered()));
    }
    // spotless:on

    // As many entries as were asked for, beside 0 pages: there may be another page.
    private static FakeVendor.Reply full() {
        String others = IntStream.range(0, 98)
                .mapToObj(i -> ",{\"id\":\"z" + i + "\",\"status\":\"queued\"}")
                .collect(Collectors.joining());
        return items(1, 0, BESIDE + "," + faulty("completed") + others);
    }
}
