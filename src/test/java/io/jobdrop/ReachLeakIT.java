package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Certificates;
import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Faults;
import io.jobdrop.support.TestProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that the product writes while it uses a proxy and a client certificate, searched for their passwords. */
class ReachLeakIT {
    private static final String PASSWORD = "pr0xy-Zq81xW";

    @TempDir
    Path folder;

    @Test
    void no_password_of_a_proxy_or_a_store_is_written_anywhere() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path printed = Files.createFile(folder.resolve("printed"));
        Certificates certificates = new Certificates(folder);
        try (FakeVendor vendor = new FakeVendor();
                TestProxy proxy = new TestProxy("user", PASSWORD)) {
            vendor.on("/", Faults.status(404));
            vendor.on("/api/jobs", Answer.json("""
                    {"jobs":[{"id":"e-1","job_type":"convert","status":"completed",
                    "results":[{"filename":"r.csv","url":"%s/r/1"}]}],"pagination":{"limit":100,"hasMore":false}}
                    """.formatted(vendor.url())));
            vendor.on("/r/1", Answer.bytes("text/csv", "a\n".getBytes(StandardCharsets.UTF_8)));
            Distribution jobdrop = new Distribution(home)
                    .printingTo(printed)
                    .set("CONVERTLY_URL", vendor.url())
                    .set("CONVERTLY_TOKEN", "vendor-key")
                    .set("HTTPS_PROXY", proxy("user", proxy))
                    .set("JOBDROP_PROXY_EXCLUDE", "none")
                    .set("JOBDROP_TLS_KEY_STORE", certificates.issue("jobdrop").toString())
                    .set("JOBDROP_TLS_KEY_STORE_PASSWORD", Certificates.PASSWORD)
                    .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                    .set("JOBDROP_RETRY_BACKOFF", "1ms")
                    .set("JOBDROP_LOG_LEVEL", "trace");

            assertThat(jobdrop.run("check", "--connect")).isZero();
            assertThat(jobdrop.run("run", "--once")).isZero();
            assertThat(proxy.passed()).hasSize(vendor.connections());
            jobdrop.set("HTTPS_PROXY", proxy("other", proxy));
            assertThat(jobdrop.run("check", "--connect")).isEqualTo(2);

            List<String> said = LeakIT.written(home);
            said.add(Files.readString(printed));
            assertThat(said).anyMatch(text -> text.contains("407"));
            assertThat(said)
                    .noneMatch(text -> text.contains(PASSWORD)
                            || text.contains(Certificates.PASSWORD)
                            || text.contains(basic("user"))
                            || text.contains(basic("other")));
            assertThat(vendor.requests())
                    .noneMatch(request -> request.headers().toString().contains(basic("user")));
        }
    }

    private static String proxy(String user, TestProxy proxy) {
        return "http://" + user + ":" + PASSWORD + "@" + proxy.address().getAuthority();
    }

    private static String basic(String user) {
        return Base64.getEncoder().encodeToString((user + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }
}
