package io.jobdrop.download;

import static io.jobdrop.support.TestLedger.job;

import io.jobdrop.Feed;
import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.metrics.Meters;
import io.jobdrop.name.JobNames;
import io.jobdrop.record.RetryPolicy;
import io.jobdrop.resolve.ResultFinder;
import io.jobdrop.stage.Disk;
import io.jobdrop.stage.FolderStaging;
import io.jobdrop.stage.Progress;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.support.ManualClock;
import io.jobdrop.vendor.Throttles;
import io.jobdrop.vendor.VendorErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Downloads of the job {@code f/a}, with the answers that a test gives in the place of a result host. */
public final class DownloadScene {
    private static final Feed FEED = TestFeed.plain();
    static final String API = "https://api.example/v1/jobs";
    static final String DATE = "Sat, 21 Nov 2026 12:00:00 GMT";
    static final String SECOND_BEFORE = "Sat, 21 Nov 2026 11:59:59 GMT";
    static final String URL = "https://h.example/x.csv?sig=s";

    private final CamelContext carrier = new DefaultCamelContext();
    private final ManualClock clock = new ManualClock();
    private final Settings settings;
    private final FolderStaging staging;

    DownloadScene(Path folder) {
        settings = Settings.load(
                folder, List.of(), RuntimeSettings.NONE, Map.of("V_URL", API), List.of("v.url"), new ArrayList<>());
        staging = new FolderStaging(folder, "ledger", "me", 1000, Progress.NONE, new Disk());
    }

    ManualClock clock() {
        return clock;
    }

    FolderStaging staging() {
        return staging;
    }

    Downloads downloads() {
        return new Downloads(
                new AddressGuard(List.of()),
                feed -> staging,
                new VendorErrors(settings, clock),
                new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(15)),
                clock,
                new Ranges(settings, new Throttles(settings, clock, () -> false)),
                settings,
                new ResultFinder(any -> API),
                Meters.NONE);
    }

    /** A result as a plan has it. */
    List<StagedResult> announced(Feed feed, Result result) throws IOException {
        Download begun = downloads().headsOnly().begin(feed, job("a"), names(job("a")), result);
        return new AnnouncedResults(new AddressGuard(List.of()), settings, List.of(feed), clock).of(feed, begun);
    }

    /** The names that the default settings give. */
    public static JobNames names(Job job) {
        return Settings.load(Path.of(""), List.of(), RuntimeSettings.NONE, Map.of(), List.of(), new ArrayList<>())
                .dropNames()
                .of(TestFeed.plain(), job);
    }

    public static Result result(String url) {
        return new Result(1, url, "x.csv", OptionalLong.empty());
    }

    public static Result result(long size) {
        return new Result(1, URL, "x.csv", OptionalLong.of(size));
    }

    /** A download of seven bytes that was asked for at its URL. */
    static Download asked() {
        String url = "https://h.example/x?sig=s";
        Download download = new Download(
                new AddressGuard(List.of()),
                API,
                job("a"),
                names(job("a")),
                new Result(1, url, "x.csv", OptionalLong.of(7)),
                Instant.EPOCH);
        download.begin(url);
        return download;
    }

    /** A response without its body; headers are names and values in turn. */
    static ResultResponse response(int status, String... headers) {
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new ResultResponse(status, map);
    }

    Download begin(Result result) throws IOException {
        return downloads().begin(FEED, job("a"), names(job("a")), result);
    }

    Download begin() throws IOException {
        return begin(result(URL));
    }

    /** An exchange with an answer; headers are names and values in turn. */
    Exchange answer(int status, InputStream body, String... headers) {
        Exchange exchange = new DefaultExchange(carrier);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getMessage().setHeader(headers[i], headers[i + 1]);
        }
        exchange.getMessage().setBody(body);
        return exchange;
    }

    Exchange receive(Download download, int status, InputStream body, String... headers) throws IOException {
        Exchange exchange = answer(status, body, headers);
        downloads().receive(FEED, download, exchange);
        return exchange;
    }

    Exchange receive(Download download, int status, String body, String... headers) throws IOException {
        return receive(download, status, body(body), headers);
    }

    /** An exchange as the route's catch clause sees it. */
    void fail(Download download, Exception cause) {
        Exchange exchange = new DefaultExchange(carrier);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, cause);
        downloads().failed(download, exchange);
    }

    Exchange request(Download download) {
        Exchange exchange = new DefaultExchange(carrier);
        downloads().requestRange(FEED, job("a"), job("a").fields(), download, exchange);
        return exchange;
    }

    public static InputStream body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public static InputStream body(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }

    /** A body that breaks off behind a text. */
    public static InputStream cut(String text) {
        return new SequenceInputStream(body(text), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        });
    }
}
