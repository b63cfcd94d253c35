package io.jobdrop.download;

import static io.jobdrop.support.TestLedger.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.ManualClock;
import io.jobdrop.vendor.Throttles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a result comes in parts, and what is taken for one. */
@Tag("slow")
class ResultPartsTest {
    private static final String URL = "https://h.example/x.csv?sig=s";
    private static final int PIECE = 64 * 1024;
    private static final byte[] FILE = new byte[2 * RangedBody.PART_BYTES + 12_345];

    static {
        new Random(3).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of("JOBDROP_DOWNLOAD_RANGES_ABOVE", "1MB"));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch somebodyAsked = new CountDownLatch(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private int status = 206;
    private long shift;
    private int missing;

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:get").process(exchange -> givePart(exchange.getMessage()));
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void a_slow_link_is_asked_for_parts_by_the_request_that_began_it() throws Exception {
        assertThat(body().readAllBytes()).isEqualTo(FILE);

        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(part ->
                        assertThat(part).matches("bytes=\\d+-\\d+ if \"v1\" of https://h.example/x.csv\\?sig=s"));
    }

    @ParameterizedTest
    @CsvSource({"200, 0, 0", "206, 1, 0", "206, 0, 1", "206, 0, -1"})
    void what_is_not_just_the_part_that_was_asked_for_is_not_taken(int answered, long shifted, int missed)
            throws Exception {
        status = answered;
        shift = shifted;
        missing = missed;

        assertThat(body().readAllBytes()).isEqualTo(FILE);
        assertThat(asked).isNotEmpty();
    }

    @Test
    void a_large_result_of_a_host_that_gives_parts_may_come_in_parts() throws Exception {
        assertThat(body(DownloadScene.body(FILE), 1 << 20, "\"v1\"", "bytes")).isInstanceOf(RangedBody.class);
    }

    @ParameterizedTest
    @CsvSource({"1048575, '\"v1\"', bytes", "1048576, , bytes", "1048576, '\"v1\"', none"})
    void a_smaller_one_or_one_of_no_known_version_or_of_a_host_that_gives_none_comes_whole(
            long total, String validator, String ranges) throws Exception {
        InputStream whole = DownloadScene.body(FILE);

        assertThat(body(whole, total, validator, ranges)).isSameAs(whole);
    }

    @Test
    void one_part_is_none() throws Exception {
        environment.put("JOBDROP_DOWNLOAD_RANGES", "1");
        InputStream whole = DownloadScene.body(FILE);

        assertThat(body(whole, FILE.length, "\"v1\"", "bytes")).isSameAs(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://h.example", "https://h.example/v1"})
    void the_vendors_api_is_not_asked_for_parts(String api) throws Exception {
        environment.put("V_URL", api);
        InputStream whole = DownloadScene.body(FILE);

        assertThat(body(whole, FILE.length, "\"v1\"", "bytes")).isSameAs(whole);
    }

    private InputStream body() throws IOException {
        return body(slow(), FILE.length, "\"v1\"", "bytes");
    }

    private InputStream body(InputStream begun, long total, String validator, String ranges) throws IOException {
        Settings settings = Settings.load(
                folder, List.of(), RuntimeSettings.NONE, environment, List.of("v.url"), new ArrayList<>());
        Ranges parts = new Ranges(settings, new Throttles(settings, new ManualClock(), () -> false));
        Download download = new Download(
                new AddressGuard(List.of()),
                "",
                job("a"),
                DownloadScene.names(job("a")),
                new Result(1, URL, "x.csv", OptionalLong.empty()),
                new ManualClock().instant());
        download.begin(URL);
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(Exchange.TO_ENDPOINT, "direct://get");
        Checkpoint from = Checkpoints.of(
                new Checkpoint.Announced("x.csv", -1, download.asked()),
                new ResultHead("h.example", "/x.csv", null, null, null),
                validator,
                total);
        return parts.body(download, new ResultResponse(200, Map.of("Accept-Ranges", ranges)), begun, from, exchange);
    }

    // A host's answer to a request for a part.
    private void givePart(Message message) {
        String range = message.getHeader("Range", String.class);
        asked.add(range + " if " + message.getHeader("If-Range") + " of " + message.getHeader(ResultHttp.URL));
        somebodyAsked.countDown();
        String[] ends = range.substring("bytes=".length()).split("-");
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[1]);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader("ETag", "\"v1\"");
        message.setHeader("Content-Range", "bytes " + (first + shift) + "-" + last + "/" + FILE.length);
        message.setBody(new ByteArrayInputStream(Arrays.copyOfRange(FILE, first, last + 1 - missing)));
    }

    // The link gives little at a time until somebody asks for a part.
    private InputStream slow() {
        return new ByteArrayInputStream(FILE) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                try {
                    boolean fast = somebodyAsked.await(100, TimeUnit.MILLISECONDS);
                    return super.read(into, offset, fast ? length : Math.min(PIECE, length));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
