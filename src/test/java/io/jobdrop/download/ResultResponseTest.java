package io.jobdrop.download;

import static io.jobdrop.download.DownloadScene.DATE;
import static io.jobdrop.download.DownloadScene.SECOND_BEFORE;
import static io.jobdrop.download.DownloadScene.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.RuntimeSettings;
import io.jobdrop.config.Settings;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.support.Checkpoints;
import io.jobdrop.support.TestLedger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a response says about its result. */
class ResultResponseTest {
    private final Download download = DownloadScene.asked();

    @Test
    void names_are_found_in_any_case_and_values_without_the_space_around_them() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 206);
        exchange.getMessage().setHeader("etag", " \"v1\" ");
        exchange.getMessage().setHeader("X-Nothing", null);

        ResultResponse response = ResultResponse.of(exchange.getMessage());

        assertThat(response.status()).isEqualTo(206);
        assertThat(response.header("ETag")).isEqualTo("\"v1\"");
        assertThat(response.headers()).doesNotContainKey("X-Nothing");
    }

    @Test
    void a_header_that_occurs_twice_is_one_list() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        exchange.getMessage().setHeader("Content-Encoding", List.of("gzip", "br"));
        exchange.getMessage().setHeader("Location", List.of("/a", "/b"));

        ResultResponse response = ResultResponse.of(exchange.getMessage());

        assertThat(response.checkpoint(download).head().contentEncoding()).isEqualTo("gzip, br");
        assertThat(response.checkpoint(download).target()).isEqualTo("f/a/x.csv.gz.br");
        assertThat(response.location()).isEqualTo("/a");
    }

    @Test
    void what_is_stored_of_a_head_holds_no_secret_that_the_host_repeats() {
        Job job = TestLedger.job("a");
        JobNames names = Settings.load(
                        Path.of(""),
                        List.of(),
                        RuntimeSettings.NONE,
                        Map.of("CONVERTLY_TOKEN", "our-key-1"),
                        List.of(),
                        new ArrayList<>())
                .dropNames()
                .of(TestFeed.plain(), job);
        String url = "https://h.example/our-key-1/c-our%2dkey-1.txt?sig=s";
        Result result = new Result(1, url, null, OptionalLong.empty());
        Download asked =
                new Download(new AddressGuard(List.of()), "https://h.example", job, names, result, Instant.EPOCH);
        asked.begin(url);

        Checkpoint checkpoint = response(
                        200,
                        "Content-Type",
                        "text/our-key-1",
                        "Content-Disposition",
                        "attachment; filename*=UTF-8''%6fur-key%2d1.csv")
                .checkpoint(asked);

        assertThat(checkpoint.target()).isEqualTo("f/a/___.csv");
        assertThat(checkpoint.head())
                .isEqualTo(new ResultHead("h.example", "/***/c-***.txt", "text/***", null, "___.csv"));
        assertThat(checkpoint.announced().asked()).isEqualTo("h.example/***/c-***.txt");
    }

    @Test
    void the_hosts_name_is_kept_where_the_name_of_the_result_may_depend_on_it() {
        Checkpoint checkpoint = response(200, "Content-Disposition", "attachment; filename=\"../r 1.csv\"")
                .checkpoint(download);

        assertThat(checkpoint.head().fileName()).isEqualTo("r 1.csv");
        assertThat(checkpoint.at(3).whole(7, "abc").head().fileName()).isEqualTo("r 1.csv");
        assertThat(download.isFor(checkpoint)).isTrue();
    }

    @Test
    void an_answer_without_a_status_has_0() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        assertThat(ResultResponse.of(exchange.getMessage()).status()).isZero();
    }

    @Test
    void a_data_url_answers_with_its_length_and_type() {
        ResultResponse response = ResultResponse.of(DataUrl.parse("data:text/csv,abc"));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo("3");
        assertThat(response.header("Content-Type")).isEqualTo("text/csv");
        assertThat(response.announcesItsEnd()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"299,false", "300,true", "302,true", "304,false", "308,true", "399,true", "400,false"})
    void a_redirect_is_a_status_of_300_with_a_place_to_go_to(int status, boolean redirect) {
        assertThat(response(status, "Location", "/y").isRedirect()).isEqualTo(redirect);
        assertThat(response(status, "Location", "/y").location()).isEqualTo("/y");
        assertThat(response(status).isRedirect()).isFalse();
        assertThat(response(status).location()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length,0,true",
        "Content-Length,12,true",
        "Content-Length,-1,false",
        "Content-Length,1234567890123456789,false",
        "Transfer-Encoding,chunked,true",
        "Transfer-Encoding,'gzip, Chunked',true",
        "Transfer-Encoding,gzip,false",
        "X,chunked,false"
    })
    void a_length_or_chunks_tell_where_a_body_ends(String name, String value, boolean announced) {
        assertThat(response(200, name, value).announcesItsEnd()).isEqualTo(announced);
    }

    @Test
    void a_checkpoint_holds_what_is_known_before_the_first_byte_and_no_query() {
        Checkpoint checkpoint = response(200, "Content-Length", "7", "Content-Type", "text/csv", "ETag", "\"v1\"")
                .checkpoint(download);

        assertThat(checkpoint)
                .isEqualTo(Checkpoints.of(
                        new Checkpoint.Announced("x.csv", 7, "h.example/x"),
                        new ResultHead("h.example", "/x", "text/csv", null, null),
                        "\"v1\"",
                        7));
    }

    @ParameterizedTest
    @CsvSource({"X-GZip,gzip", "'gzip, br','gzip, br'", "identity,", "none,", "'',"})
    void an_encoding_is_what_is_registered_as_one(String given, String kept) {
        assertThat(response(200, "Content-Encoding", given)
                        .checkpoint(download)
                        .head()
                        .contentEncoding())
                .isEqualTo(kept);
    }

    @Test
    void a_date_is_relied_on_only_when_it_is_a_second_older_than_the_answer() {
        assertThat(validator("Last-Modified", SECOND_BEFORE, "Date", DATE)).isEqualTo(SECOND_BEFORE);
        assertThat(validator("Last-Modified", DATE, "Date", DATE)).isNull();
        assertThat(validator("Last-Modified", SECOND_BEFORE)).isNull();
        assertThat(validator("Last-Modified", "yesterday", "Date", DATE)).isNull();
        assertThat(validator("ETag", "W/\"v1\"", "Last-Modified", SECOND_BEFORE, "Date", DATE))
                .isEqualTo(SECOND_BEFORE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"v1\"", "v1", "\"v1", "\"a\"b\"", ""})
    void a_weak_or_broken_entity_tag_is_not_relied_on(String tag) {
        assertThat(validator("ETag", tag)).isNull();
    }

    @Test
    void a_refusal_may_name_its_error_code_near_its_beginning() throws Exception {
        assertThat(code("<Error><Code>AccessDenied</Code></Error>")).isEqualTo(" AccessDenied");
        assertThat(code("<Error><Code>no code</Code></Error>")).isEmpty();
        assertThat(code(" ".repeat(4096) + "<Code>AccessDenied</Code>")).isEmpty();
    }

    private String validator(String... headers) {
        return response(200, headers).checkpoint(download).validator();
    }

    private static String code(String body) throws IOException {
        return response(403).code(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }
}
