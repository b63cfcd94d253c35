package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The job {@code j1} of a vendor that gives its result in parts, with a key. */
final class ResultPartsScene implements AutoCloseable {
    static final String RESULT = "/api/jobs/j1/results";

    final FakeVendor vendor = new FakeVendor();
    final Installation jobdrop;

    ResultPartsScene(Path home) throws IOException {
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url() + "/api")
                .set("ACME_TOKEN", "secret-key")
                .set("JOBDROP_FEEDS", "acme-jobs")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
        job("");
    }

    /** Lets the vendor show the job with more fields. */
    void job(String fields) {
        vendor.on("/api/jobs", Answer.json("[{\"id\":\"j1\",\"status\":\"done\"" + fields + "}]"));
    }

    /** Says how the result is cut into parts. */
    void parts(String parts) throws IOException {
        feed("download: {path: '/jobs/{jobId}/results', parts: " + parts + "}");
    }

    void feed(String download) throws IOException {
        jobdrop.feed(
                "acme-jobs",
                TestFeed.yaml(
                        "acme-jobs", "vendor: acme\nlist: {path: /jobs}\njob: {completed: done}\n" + download + "\n"));
    }

    /** Gives parts of CSV, each with a header that leads to the next one; the last one says null. */
    void locators(String... parts) {
        vendor.on(RESULT, request -> {
            String locator = request.parameters().getOrDefault("locator", "L0");
            int number = Integer.parseInt(locator.substring(1));
            return csv(parts[number]).with("X-Locator", number + 1 < parts.length ? "L" + (number + 1) : "null");
        });
    }

    static Answer csv(String text) {
        return Answer.bytes("text/csv", text.getBytes(UTF_8));
    }

    /** The queries of the requests for parts, in their order. */
    List<String> asked() {
        return vendor.requests(RESULT).stream().map(FakeVendor.Request::query).toList();
    }

    String text(String file) throws IOException {
        return jobdrop.text("acme-jobs/j1/" + file);
    }

    /** The names of the job's files, without the manifest. */
    List<String> files() throws IOException {
        return jobdrop.files().stream()
                .filter(file -> file.startsWith("acme-jobs/j1/") && !file.endsWith("manifest.json"))
                .map(file -> file.substring("acme-jobs/j1/".length()))
                .toList();
    }

    @Override
    public void close() {
        vendor.close();
    }
}
