package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    Path home;

    private Installation jobdrop;

    @BeforeEach
    void start() {
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    @Test
    void the_bundled_settings_and_feeds_are_right_and_a_token_makes_its_feeds_active() {
        assertThat(problems()).isEmpty();
        assertThat(jobdrop.read().active()).extracting(FeedFile::name).containsExactly("convertly-jobs");
    }

    @Test
    void the_defaults_are_those_that_the_design_names() {
        Settings settings = jobdrop.read().settings();

        assertThat(settings.get("companyenrich.url")).isEqualTo("https://api.companyenrich.com");
        assertThat(settings.get("companyenrich.auth-scheme")).isEqualTo("Bearer");
        assertThat(settings.get("userpilot.auth-scheme")).isEqualTo("Token");
        assertThat(settings.get("companyenrich-exports.schedule")).isEqualTo("0 0/5 * * * ?");
        assertThat(settings.get("companyenrich-bulk.inbox")).isEqualTo("inbox/companyenrich-bulk");
        assertThat(settings.get("jobdrop.feeds")).isEmpty();
        assertThat(settings.get("jobdrop.drop")).isEqualTo("file");
        assertThat(settings.path("jobdrop.drop.dir")).isEqualTo(home.resolve("drop"));
        assertThat(settings.get("jobdrop.drop.name")).isEqualTo("${feed}/${jobId}/${fileName}");
        assertThat(settings.get("jobdrop.drop.manifest")).isEmpty();
        assertThat(settings.count("jobdrop.download.parallel")).isEqualTo(8);
        assertThat(settings.bytes("jobdrop.download.max-size")).isEqualTo(50L << 30);
        assertThat(settings.duration("jobdrop.download.idle-timeout")).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.rate("jobdrop.download.min-rate")).isEqualTo(1024);
        assertThat(settings.list("jobdrop.download.allow-hosts")).isEmpty();
        assertThat(settings.duration("jobdrop.shutdown.timeout")).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get("jobdrop.ledger.url")).isEqualTo("jdbc:sqlite:data/ledger.db");
        assertThat(settings.get("jobdrop.queue")).isEqualTo("seda");
        assertThat(settings.get("jobdrop.http.host")).isEqualTo("127.0.0.1");
        assertThat(settings.count("jobdrop.http.port")).isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1B/s,1", "1KB/s,1024", "10MB/s,10485760", "512 KiB / s,524288"})
    void a_least_rate_is_a_size_per_second_or_none(String value, long bytes) {
        jobdrop.set("JOBDROP_DOWNLOAD_MIN_RATE", value);

        assertThat(problems()).isEmpty();
        assertThat(jobdrop.read().settings().rate("jobdrop.download.min-rate")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1KB", "1024", "1KB/min", "-1KB/s", "fast", "5/s"})
    void a_least_rate_that_is_none_is_a_problem(String value) {
        jobdrop.set("JOBDROP_DOWNLOAD_MIN_RATE", value);

        assertThat(problems()).singleElement().asString().contains("JOBDROP_DOWNLOAD_MIN_RATE");
    }

    @Test
    void the_environment_wins_over_a_file_and_a_file_over_the_default() throws IOException {
        Settings settings =
                load("jobdrop.drop.dir = from-file\njobdrop.queue.size = 7\n", Map.of("JOBDROP_DROP_DIR", "from-env"));

        assertThat(settings.path("jobdrop.drop.dir")).isEqualTo(home.resolve("from-env"));
        assertThat(settings.count("jobdrop.queue.size")).isEqualTo(7);
        assertThat(settings.count("jobdrop.download.parallel")).isEqualTo(8);
    }

    @Test
    void a_secret_may_come_from_the_environment_or_a_mounted_file_and_routes_never_see_it() throws IOException {
        Path secret = Files.writeString(home.resolve("secret"), "from-file-key\n");

        Settings settings = load(
                "companyenrich.token = {{env:MY_KEY}}\nuserpilot.token = {{file:" + secret + "}}\n",
                Map.of("MY_KEY", "from-env-key"));

        assertThat(settings.get("companyenrich.token")).isEqualTo("from-env-key");
        assertThat(settings.get("userpilot.token")).isEqualTo("from-file-key");
        assertThat(settings.forRoutes().toString()).doesNotContain("from-env-key", "from-file-key");
        assertThat(settings.redact("GET with from-env-key and from-file-key")).isEqualTo("GET with *** and ***");
    }

    @Test
    void every_problem_is_said_at_once_with_its_place_and_the_nearest_right_name() throws IOException {
        jobdrop.set("JOBDROP_DOWNLOAD_IDLE_TIMEOUT", "60")
                .set("JOBDROP_DOWNLOAD_MAX_SIZE", "50 gigs")
                .set("JOBDROP_DROP_DIRR", "x")
                .set("CONVERTLY_TOKN", "x")
                .set("JOBDROP_HTTP_PORT", "70000")
                .set("JOBDROP_DROP", "fiel")
                .set("JOBDROP_FEEDS", "convertly-job,userpilot-jobs,convertly-jobs")
                .set("JOBDROP_DROP_NAME", "${feed}/${fileName}")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", "h:65535, h:65536")
                .set("CONVERTLY_JOBS_SCHEDULE", "every day");

        assertThat(problems())
                .anyMatch(p -> p.contains("JOBDROP_DOWNLOAD_IDLE_TIMEOUT") && p.contains("'60' is no duration"))
                .anyMatch(p -> p.contains("JOBDROP_DOWNLOAD_MAX_SIZE") && p.contains("is no size"))
                .anyMatch(p -> p.contains("JOBDROP_DROP_DIRR") && p.contains("did you mean 'JOBDROP_DROP_DIR'?"))
                .anyMatch(p -> p.contains("CONVERTLY_TOKN") && p.contains("did you mean 'CONVERTLY_TOKEN'?"))
                .anyMatch(p -> p.contains("JOBDROP_HTTP_PORT") && p.contains("no port"))
                .anyMatch(p -> p.contains("JOBDROP_DROP") && p.contains("did you mean 'file'?"))
                .anyMatch(p -> p.contains("unknown feed 'convertly-job'; did you mean 'convertly-jobs'?"))
                .anyMatch(p -> p.contains("needs userpilot.token") && p.contains("USERPILOT_TOKEN"))
                .anyMatch(p -> p.contains("JOBDROP_DROP_NAME") && p.contains("gives all jobs one name"))
                .anyMatch(p -> p.contains("ALLOW_HOSTS") && p.contains("is none of host"))
                .anyMatch(p -> p.contains("CONVERTLY_JOBS_SCHEDULE") && p.contains("no Quartz cron expression"))
                .hasSize(11);
    }

    @Test
    void an_unknown_setting_in_a_file_is_named_with_its_line() throws IOException {
        Path file = Files.writeString(home.resolve("my.properties"), "# mine\n\njobdrop.drop.dirr = x\n");

        Configuration configuration = Configuration.read(
                new Configuration.Sources(
                        Path.of("").toAbsolutePath(),
                        home,
                        List.of(file),
                        List.of(),
                        RuntimeSettings.NONE,
                        Map.of("CONVERTLY_TOKEN", "k")),
                Map.of());

        assertThat(configuration.problems())
                .extracting(Problem::toString)
                .containsExactly(file + ":3: unknown setting 'jobdrop.drop.dirr'; did you mean 'jobdrop.drop.dir'?");
    }

    @Test
    void a_broken_feed_file_and_two_feeds_of_one_name_are_refused() throws IOException {
        jobdrop.feed("broken", "- beans: {name: [\n");
        jobdrop.feed("convertly-jobs", Files.readString(Path.of("routes/feeds/convertly-jobs.camel.yaml")));

        assertThat(problems())
                .anyMatch(p -> p.contains("broken.camel.yaml:2: no valid YAML"))
                .anyMatch(p -> p.contains("feed 'convertly-jobs' is already declared in"));
    }

    @Test
    void a_drop_that_cannot_be_written_and_a_port_in_use_are_found() throws IOException {
        Path file = Files.createFile(home.resolve("a-file"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            jobdrop.set("JOBDROP_DROP_DIR", file.resolve("drop").toString())
                    .set("JOBDROP_HTTP_PORT", Integer.toString(taken.getLocalPort()));
            Configuration configuration = jobdrop.read();

            configuration.checkMachine(true);

            assertThat(configuration.problems())
                    .extracting(Problem::toString)
                    .anyMatch(p -> p.startsWith("jobdrop.drop.dir: ") && p.contains("is no folder"))
                    .anyMatch(p -> p.startsWith("jobdrop.http.port: ") && p.contains("cannot be opened"));
        }
    }

    @Test
    void without_any_token_nothing_is_active_and_that_is_said() {
        jobdrop.set("CONVERTLY_TOKEN", "");

        assertThat(problems()).singleElement().asString().contains("no feed is active");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "1h,3600000", "2d,172800000", "5 m,300000"})
    void durations_carry_a_unit(String value, long millis) {
        assertThat(Units.duration(value)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"1B,1", "2KB,2048", "3MB,3145728", "50GB,53687091200", "1TB,1099511627776", "4 GiB,4294967296"})
    void sizes_carry_a_unit(String value, long bytes) {
        assertThat(Units.bytes(value)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"5", "m", "''", "-5s", "5 weeks", "999999999999d"})
    void a_duration_without_a_right_unit_is_refused(String value) {
        assertThatThrownBy(() -> Units.duration(value)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }

    private Settings load(String properties, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(home.resolve("my.properties"), properties);
        List<Problem> problems = new java.util.ArrayList<>();
        Settings settings = Settings.load(home, List.of(file), RuntimeSettings.NONE, environment, List.of(), problems);
        assertThat(problems).isEmpty();
        return settings;
    }
}
