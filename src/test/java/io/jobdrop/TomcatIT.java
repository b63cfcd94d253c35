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
import io.jobdrop.support.Landed;
import io.jobdrop.support.PoolBundle;
import io.jobdrop.support.TestServer;
import io.jobdrop.support.Tomcat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged web application in a stock Tomcat. {@code -Djobdrop.redeployments=20} starts it anew more often; it prints
 * what is left.
 */
class TomcatIT {
    private static final int REDEPLOYMENTS = Integer.getInteger("jobdrop.redeployments", 3);
    private static final int MANIFESTS = 11;

    @TempDir
    Path folder;

    private Tomcat tomcat;
    private Path home;

    @BeforeEach
    void install() throws IOException {
        tomcat = new Tomcat(folder.resolve("tomcat"));
        home = tomcat.base().resolve("jobdrop");
    }

    @AfterEach
    void stop() throws InterruptedException {
        tomcat.kill();
    }

    @Test
    void the_war_lands_four_feeds_with_settings_from_the_environment() throws Exception {
        try (Sandbox vendors = Sandbox.start()) {
            vendors.settings().forEach((key, value) -> {
                if (!key.equals("jobdrop.http.port")) {
                    tomcat.set(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value);
                }
            });
            vendors.dropBulkIds(home.resolve("inbox/companyenrich-bulk"));
            tomcat.deploy(Archives.packaged("war.war"));
            tomcat.start();
            patiently().until(() -> Landed.jobs(home.resolve("drop")) >= MANIFESTS);

            assertThat(tomcat.get("/jobdrop/observe/health").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(tomcat.get("/jobdrop/observe/health/live").statusCode()).isEqualTo(200);
            assertThat(tomcat.get("/jobdrop/observe/metrics").body())
                    .contains("camel_exchanges_succeeded_total{", "routeId=\"convertly-jobs\"");
            assertThat(tomcat.get("/jobdrop/observe/nothing").statusCode()).isEqualTo(404);
            assertThat(tomcat.get("/jobdrop/").statusCode()).isEqualTo(403);
            assertThat(tomcat.get("/jobdrop/").body()).contains("jobdrop.http.auth-file");
            assertThat(tomcat.get("/manager/jmxproxy/?qry=org.apache.camel:type=routes,*")
                            .statusCode())
                    .isEqualTo(403);

            tomcat.stop();
            Map<Path, Object> landed = Landed.files(home.resolve("drop"));
            assertThat(tomcat.log())
                    .noneMatch(line -> line.contains("failed to stop it") && !line.contains("[Catalina-utility-"))
                    .noneMatch(line -> line.contains("clearReferencesJdbc"));
            tomcat.start();
            patiently().until(() -> tomcat.get("/jobdrop/observe/health").statusCode() == 200);
            assertThat(Distribution.print(0, "audit", "--home", home.toString()))
                    .contains("all as delivered");
            assertThat(Landed.files(home.resolve("drop"))).containsAllEntriesOf(landed);
            assertThat(tomcat.log())
                    .noneMatch(line -> line.contains(vendors.settings().get("convertly.token")));
        }
    }

    @Test
    void killed_in_the_middle_and_deployed_anew_it_delivers_once_and_leaves_nothing_behind() throws Exception {
        try (FakeVendor vendor = new FakeVendor()) {
            GrowingList jobs = new GrowingList(vendor);
            for (int i = 0; i < 10; i++) {
                Faults.File file = Faults.file(content(i));
                jobs.add(i == 4 ? Faults.first(1, file.stallAt(20_000), Faults.file(content(i))) : file);
            }
            jobs.show(5);
            // From a file outside the archive, but for the key, which is in the environment.
            Files.createDirectories(home.resolve("config"));
            Files.writeString(
                    home.resolve("config/application.properties"),
                    "convertly.url = " + vendor.url() + "\nconvertly-jobs.schedule = 0/1 * * * * ?\n"
                            + "jobdrop.download.allow-hosts = " + vendor.host() + "\n");
            tomcat.set("CONVERTLY_TOKEN", "key");
            tomcat.deploy(Archives.packaged("war.war"));
            tomcat.start();
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 4);

            tomcat.kill();
            Map<Path, Object> landed = Landed.files(home.resolve("drop"));
            jobs.show(9);
            tomcat.start();
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 9);

            leavesNothingBehind();
            jobs.show(10);
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 10);
            for (int i = 0; i < 10; i++) {
                assertThat(home.resolve("drop/convertly-jobs/j" + i + "/r.csv")).hasBinaryContent(content(i));
            }
            assertThat(Landed.files(home.resolve("drop"))).hasSize(20).containsAllEntriesOf(landed);
            aWrongSettingIsSaidInTheHealth();
        }
    }

    @Test
    void a_receiver_is_told_and_users_poll_by_the_page() throws Exception {
        try (HostedScene others = new HostedScene(folder)) {
            others.environment().forEach(tomcat::set);
            tomcat.deploy(Archives.packaged("war.war"));
            tomcat.start();

            others.isToldAndPolls(tomcat.address("/jobdrop/"), Tomcat.PATIENCE);

            assertThat(home.resolve("drop/convertly-jobs/j1/manifest.json")).exists();
        }
    }

    @Test
    void the_ledger_is_in_postgresql_by_its_address_and_by_a_resource_of_the_server() throws Exception {
        try (FakeVendor vendor = new FakeVendor()) {
            GrowingList jobs = new GrowingList(vendor);
            jobs.add(Faults.file(content(0)));
            jobs.add(Faults.file(content(1)));
            jobs.show(1);
            tomcat.set("CONVERTLY_TOKEN", "key").set("CONVERTLY_URL", vendor.url());
            tomcat.set("CONVERTLY_JOBS_SCHEDULE", "0/1 * * * * ?").set("JOBDROP_LEDGER_SCHEMA", "tomcat");
            tomcat.set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
            Path driver = PoolBundle.driver();
            Files.copy(
                    driver, Files.createDirectory(tomcat.base().resolve("lib")).resolve("postgresql.jar"));
            Files.writeString(tomcat.base().resolve("conf/Catalina/localhost/jobdrop.xml"), resource());
            ledger("url = " + TestServer.url() + "\njobdrop.ledger.user = postgres");
            tomcat.deploy(Archives.packaged("war.war"));
            tomcat.start();
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 1);
            assertThat(sessions("jobdrop")).isPositive();

            ledger("jndi = java:comp/env/jdbc/jobdrop");
            assertThat(tomcat.get("/manager/text/reload?path=/jobdrop").body()).startsWith("OK");
            jobs.show(2);
            patiently().until(() -> Landed.jobs(home.resolve("drop")) == 2);
            assertThat(tomcat.get("/jobdrop/observe/health").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(sessions("jobdrop")).isZero();
            assertThat(sessions("tomcat")).isPositive();
            assertThat(vendor.requests("/r/0")).hasSize(1);

            assertThat(tomcat.get("/manager/text/stop?path=/jobdrop").body()).startsWith("OK");
            patiently().until(() -> sessions("tomcat") == 0);
            assertThat(tomcat.log())
                    .noneMatch(line -> line.contains("failed to stop it") && !line.contains("[Catalina-utility-"))
                    .noneMatch(line -> line.contains("clearReferencesJdbc"));
        }
    }

    private static String resource() {
        return "<Context><Resource name=\"jdbc/jobdrop\" type=\"javax.sql.DataSource\" maxTotal=\"10\""
                + " driverClassName=\"org.postgresql.Driver\" username=\"postgres\" url=\"" + TestServer.url()
                + "?ApplicationName=tomcat\"/></Context>";
    }

    private void ledger(String setting) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), "jobdrop.ledger." + setting + "\n");
    }

    private static int sessions(String name) throws SQLException {
        try (Connection connection = TestServer.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = '" + name + "'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void leavesNothingBehind() throws Exception {
        long threads = ourThreads();
        long loaders = loaders();
        for (int i = 0; i < REDEPLOYMENTS; i++) {
            assertThat(tomcat.get("/manager/text/reload?path=/jobdrop").body()).startsWith("OK");
        }
        // The JVM itself holds one for a minute, with the thread that waits for processes.
        patiently().until(() -> loaders() <= loaders + 1 && ourThreads() <= threads);
        System.out.println(REDEPLOYMENTS + " redeployments: class loaders " + loaders + " before, " + loaders()
                + " after; threads " + threads + " before, " + ourThreads() + " after");
        assertThat(tomcat.log()).noneMatch(line -> line.contains("failed to stop it") && !line.contains("[Catalina"));
    }

    private long loaders() throws IOException, InterruptedException {
        return tomcat.diagnose("GC.class_histogram").stream()
                .filter(line -> line.contains("org.apache.catalina.loader.ParallelWebappClassLoader"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
                .sum();
    }

    // All but those of the server itself and of the JVM, which come and go.
    private long ourThreads() throws IOException, InterruptedException {
        return tomcat.diagnose("Thread.print").stream()
                .filter(line ->
                        line.matches("\"(jobdrop-[^p]|Camel|ledger|vert|scheduler|idle|OkHttp|Hikari|SimplePause).*"))
                .count();
    }

    private void aWrongSettingIsSaidInTheHealth() throws Exception {
        Files.writeString(home.resolve("config/application.properties"), "jobdrop.drop.dirr = x\n");
        assertThat(tomcat.get("/manager/text/reload?path=/jobdrop").body()).startsWith("OK");
        assertThat(tomcat.get("/jobdrop/observe/health").statusCode()).isEqualTo(503);
        assertThat(tomcat.get("/jobdrop/observe/health").body())
                .contains(
                        "application.properties:1: unknown setting 'jobdrop.drop.dirr'; did you mean 'jobdrop.drop.dir'?");
    }

    private static ConditionFactory patiently() {
        return await().atMost(Tomcat.PATIENCE).ignoreExceptions();
    }

    private static byte[] content(int job) {
        return ("content of " + job + "\n").repeat(3000).getBytes(StandardCharsets.UTF_8);
    }
}
