package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobdrop.sandbox.Sandbox;
import io.jobdrop.support.Archives;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.Faults;
import io.jobdrop.support.GrowingList;
import io.jobdrop.support.HostedScene;
import io.jobdrop.support.Karaf;
import io.jobdrop.support.Landed;
import io.jobdrop.support.PoolBundle;
import io.jobdrop.support.ServerProcess;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged bundle in a stock Karaf without repositories. */
class KarafIT {
    private static final int MANIFESTS = 11;

    @TempDir
    Path folder;

    private Karaf karaf;

    @BeforeEach
    void install() throws IOException {
        karaf = new Karaf(folder.resolve("karaf"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        karaf.kill();
    }

    @Test
    void the_kar_lands_four_feeds_as_it_is_configured() throws Exception {
        try (Sandbox vendors = Sandbox.start()) {
            Map<String, String> settings = vendors.settings();
            vendors.dropBulkIds(karaf.data().resolve("jobdrop/inbox/companyenrich-bulk"));
            karaf.set("JOBDROP_HTTP_PORT", settings.get("jobdrop.http.port"));
            karaf.start();
            karaf.deploy(Archives.packaged("kar.kar"));
            withoutATokenItSaysSo(settings);
            karaf.configure(settings);
            Path drop = karaf.data().resolve("jobdrop/drop");
            patiently().until(() -> Landed.jobs(drop) >= MANIFESTS);

            theShellAnswersAsTheCommandLine();
            aWrongValueLeavesWhatRuns(settings);
            aChangeStartsTheRoutesAnew(settings, drop);
            karaf.stop();
            Map<Path, Object> landed = Landed.files(drop);
            karaf.start();
            patiently().until(() -> health(settings).contains("\"UP\""));
            patiently().until(() -> karaf.shell("jobdrop:audit").contains("all as delivered"));
            assertThat(Landed.files(drop)).containsAllEntriesOf(landed);
            theLedgerMayBeInPostgresql(settings);
            theLedgerMayBeInADataSourceThatComesAndGoes(settings);
            assertThat(karaf.log("")).noneMatch(line -> line.contains(settings.get("convertly.token")));
        }
    }

    private void theLedgerMayBeInPostgresql(Map<String, String> settings) throws Exception {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put("jobdrop.ledger.url", TestServer.url());
        changed.put("jobdrop.ledger.user", "postgres");
        changed.put("jobdrop.drop.dir", "by-url");
        karaf.configure(changed);
        patiently().until(() -> Landed.jobs(karaf.data().resolve("jobdrop/by-url")) >= MANIFESTS);
        assertThat(karaf.shell("jobdrop:check --connect"))
                .contains("The ledger is postgresql://", ", schema jobdrop: PostgreSQL ", "the schema holds a ledger");
    }

    private void theLedgerMayBeInADataSourceThatComesAndGoes(Map<String, String> settings) throws Exception {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put("jobdrop.ledger.jndi", "osgi:service/jobdrop");
        changed.put("jobdrop.ledger.schema", "by_service");
        changed.put("jobdrop.drop.dir", "by-service");
        karaf.configure(changed);
        patiently().until(() -> health(settings).contains("no bundle offers a data source of this name"));
        karaf.shell("bundle:restart io.jobdrop");
        patiently().until(() -> health(settings).contains("no bundle offers a data source of this name"));

        Path pool = PoolBundle.packed(folder.resolve("pool.jar"));
        karaf.shell("bundle:install -s file:" + pool);
        patiently().until(() -> Landed.jobs(karaf.data().resolve("jobdrop/by-service")) >= MANIFESTS);
        assertThat(karaf.shell("jobdrop:check --connect"))
                .contains("The ledger is osgi:service/jobdrop, schema by_service, in postgresql://");
        assertThat(karaf.shell("jobdrop:jobs")).contains("delivered");

        karaf.shell("bundle:stop pool");
        patiently().until(() -> health(settings).contains("osgi:service/jobdrop, schema by_service does not answer"));
        karaf.shell("bundle:start pool");
        patiently().until(() -> !health(settings).contains("DOWN"));
    }

    private void withoutATokenItSaysSo(Map<String, String> settings) throws IOException {
        patiently().until(() -> health(settings).contains("no feed is active; set a vendor's token"));
        assertThat(karaf.log("ERROR")).anyMatch(line -> line.contains("no feed is active"));
        assertThat(karaf.etc().resolve("io.jobdrop.cfg")).content().contains("\n# jobdrop.drop.dir = drop\n");
    }

    private void theShellAnswersAsTheCommandLine() throws Exception {
        Path home = karaf.data().resolve("jobdrop");
        patiently()
                .untilAsserted(() -> assertThat(karaf.shell("jobdrop:jobs --feed userpilot-jobs"))
                        .contains(
                                Distribution.print(0, "jobs", "--feed", "userpilot-jobs", "--home", home.toString())));
        assertThat(karaf.shell("jobdrop:check")).contains("All is well.", "to " + home.resolve("drop"));
        assertThat(karaf.shell("jobdrop:plan")).contains("files would be delivered to");
        assertThat(karaf.shell("jobdrop:retry convertly-jobs no-such-job"))
                .contains("convertly-jobs job no-such-job is not in the ledger; nothing was changed")
                .contains("jobdrop:retry ends with exit code 2");
        assertThat(karaf.shell("jobdrop:redeliver --missing")).contains("nothing is missing");
        assertThat(karaf.shell("jobdrop:dismiss convertly-jobs no-such-job --reason gone"))
                .contains("convertly-jobs job no-such-job is not in the ledger");
        assertThat(karaf.shell("jobdrop:backup " + home.resolve("copy.db"))).contains("was copied to");
        assertThat(karaf.shell("jobdrop:config")).contains("convertly.token", "***");
        assertThat(karaf.shell("service:list org.apache.camel.CamelContext")).contains("camel.context.name = jobdrop");
    }

    private void aWrongValueLeavesWhatRuns(Map<String, String> settings) throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>(settings);
        wrong.put("jobdrop.retry.atempts", "3");
        karaf.configure(wrong);
        String said = "unknown setting 'jobdrop.retry.atempts'; did you mean 'jobdrop.retry.attempts'?";
        patiently().until(() -> health(settings).contains(said));
        assertThat(karaf.log("ERROR"))
                .anyMatch(line -> line.contains("the configuration before goes on")
                        && line.contains("io.jobdrop.cfg:" + wrong.size())
                        && line.contains(said));
        assertThat(karaf.shell("service:list org.apache.camel.CamelContext")).contains("camel.context.name = jobdrop");
    }

    private void aChangeStartsTheRoutesAnew(Map<String, String> settings, Path drop) throws Exception {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put("jobdrop.drop.dir", "${karaf.data}/jobdrop/drop");
        changed.put("jobdrop.drop.name", "${feed}/${jobId}/${fileName}");
        karaf.configure(changed);
        patiently().until(() -> !health(settings).contains("DOWN"));
        patiently()
                .until(() -> karaf.log("INFO").stream()
                                .filter(line -> line.startsWith("jobdrop is running: ") && line.contains("to " + drop))
                                .count()
                        == 2);
    }

    @Test
    void killed_in_the_middle_updated_and_installed_anew_it_delivers_everything_once() throws Exception {
        Path bundle = Archives.packaged("osgi.jar");
        Path deployed = folder.resolve("jobdrop.jar");
        try (FakeVendor vendor = new FakeVendor()) {
            GrowingList jobs = new GrowingList(vendor);
            for (int i = 0; i < 20; i++) {
                Faults.File file = Faults.file(content(i));
                jobs.add(i == 4 ? Faults.first(1, file.stallAt(20_000), Faults.file(content(i))) : file);
            }
            jobs.show(5);
            karaf.set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", "key")
                    .set("CONVERTLY_JOBS_SCHEDULE", "0/1 * * * * ?")
                    .set("JOBDROP_HTTP_PORT", "")
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
            karaf.start();
            karaf.deploy(Files.copy(bundle, deployed));
            Path drop = karaf.data().resolve("jobdrop/drop");
            patiently().until(() -> Landed.jobs(drop) == 4);

            karaf.kill();
            Map<Path, Object> landed = Landed.files(drop);
            jobs.show(10);
            karaf.start();
            patiently().until(() -> Landed.jobs(drop) == 10);

            Path update = Archives.withVersion(
                    bundle,
                    "9.9.9",
                    Files.createDirectory(folder.resolve("update")).resolve("jobdrop.jar"));
            karaf.deploy(update);
            patiently().until(() -> karaf.shell("bundle:list").contains("9.9.9"));
            jobs.show(15);
            patiently().until(() -> Landed.jobs(drop) == 15);

            karaf.undeploy(deployed);
            patiently().until(() -> !karaf.shell("bundle:list").contains("Jobdrop"));
            jobs.show(20);
            karaf.deploy(deployed);
            patiently().until(() -> Landed.jobs(drop) == 20);
            for (int i = 0; i < 20; i++) {
                assertThat(drop.resolve("convertly-jobs/j" + i + "/r.csv")).hasBinaryContent(content(i));
            }
            assertThat(Landed.files(drop)).hasSize(40).containsAllEntriesOf(landed);
            assertThat(karaf.shell("jobdrop:audit")).contains("20 delivered jobs", "all as delivered");
        }
    }

    @Test
    void a_receiver_is_told_and_users_poll_by_the_page() throws Exception {
        String port = Integer.toString(ServerProcess.freePort());
        try (HostedScene others = new HostedScene(folder)) {
            others.environment().forEach(karaf::set);
            karaf.set("JOBDROP_HTTP_PORT", port);
            karaf.start();
            karaf.deploy(Archives.packaged("osgi.jar"));

            others.isToldAndPolls(URI.create("http://127.0.0.1:" + port + "/"), Karaf.PATIENCE);

            assertThat(karaf.data().resolve("jobdrop/drop/convertly-jobs/j1/manifest.json"))
                    .exists();
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Karaf.PATIENCE).ignoreExceptions();
    }

    private static String health(Map<String, String> settings) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + settings.get("jobdrop.http.port") + "/observe/health");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static byte[] content(int job) {
        return ("content of " + job + "\n").repeat(3000).getBytes(StandardCharsets.UTF_8);
    }
}
