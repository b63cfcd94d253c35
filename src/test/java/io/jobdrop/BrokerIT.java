package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.config.LedgerAddress.ByUrl;
import io.jobdrop.support.Artemis;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged distribution with the clients of {@code jobdrop-jms.zip}. */
class BrokerIT {
    @TempDir
    Path folder;

    @Test
    void the_archive_holds_all_that_a_node_needs_to_be_told_by_a_broker() throws Exception {
        Path install = folder.resolve("jobdrop");
        run(List.of("cp", "-a", Distribution.FOLDER.toString(), install.toString()), null);
        run(
                List.of("unzip", "-q", Distribution.FOLDER.resolveSibling("jobdrop-jms.zip") + "", "-d", install + ""),
                null);
        TestServer.execute("DROP SCHEMA IF EXISTS broker_it CASCADE");
        ByUrl ledger = TestServer.ledger("broker_it");
        try (Artemis broker = new Artemis().start();
                FakeVendor vendor = new FakeVendor()) {
            vendor.on(
                    "/api/jobs",
                    Answer.json(
                            "{\"jobs\":[{\"id\":\"e-1\",\"job_type\":\"convert\",\"status\":\"completed\",\"results\":"
                                    + "[{\"filename\":\"r.csv\",\"url\":\"" + vendor.url() + "/r/1\"}]}],"
                                    + "\"pagination\":{\"limit\":100,\"hasMore\":false}}"));
            vendor.on("/r/1", Answer.bytes("text/csv", "a,b\n".getBytes(StandardCharsets.UTF_8)));
            for (String kind : List.of("artemis", "amqp")) {
                String url = kind.equals("amqp") ? broker.url().replace("tcp:", "amqp:") : broker.url();
                ProcessBuilder settings = new ProcessBuilder();
                settings.environment().put("CONVERTLY_URL", vendor.url());
                settings.environment().put("CONVERTLY_TOKEN", "secret-key");
                settings.environment().put("JOBDROP_FEEDS", "convertly-jobs");
                settings.environment()
                        .put("JOBDROP_DROP_DIR", folder.resolve("drop").toString());
                settings.environment().put("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
                settings.environment().put("JOBDROP_LEDGER_URL", ledger.url());
                settings.environment().put("JOBDROP_LEDGER_USER", ledger.user());
                settings.environment().put("JOBDROP_LEDGER_SCHEMA", "broker_it");
                settings.environment().put("JOBDROP_CLUSTER_KEY", "0123456789abcdef0123456789abcdef");
                settings.environment().put("JOBDROP_QUEUE", "jms");
                settings.environment().put("JOBDROP_QUEUE_KIND", kind);
                settings.environment().put("JOBDROP_QUEUE_URL", url);
                String jobdrop = install.resolve("bin/jobdrop").toString();
                String home = folder.toString();

                assertThat(run(List.of(jobdrop, "check", "--connect", "--home", home), settings))
                        .contains("The broker is " + url + ": ");
                assertThat(run(List.of(jobdrop, "run", "--once", "--home", home), settings))
                        .doesNotContain("cannot be used", "ERROR");
            }
            assertThat(vendor.requests("/r/1")).hasSize(1);
        }
    }

    private static String run(List<String> command, ProcessBuilder settings) throws IOException, InterruptedException {
        ProcessBuilder builder = settings == null ? new ProcessBuilder() : settings;
        Process process = builder.command(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
