package io.jobdrop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobdrop.config.TestFeed;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;

/** A vendor whose API a feed asks in its own way, and a host beside it. No host is allowed but the vendor's own. */
final class ApiScene implements AutoCloseable {
    static final String KEY = "k3y/+=\"secret";
    static final byte[] CSV = "a,b\n1,2\n".getBytes(UTF_8);

    final FakeVendor vendor = new FakeVendor();
    final FakeVendor host = new FakeVendor();
    final Installation jobdrop;

    ApiScene(Path home) throws IOException {
        jobdrop = new Installation(home)
                .set("ACME_URL", vendor.url() + "/api")
                .set("ACME_TOKEN", KEY)
                .set("JOBDROP_FEEDS", "acme-jobs")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host());
    }

    ApiScene feed(String properties) throws IOException {
        jobdrop.feed("acme-jobs", TestFeed.yaml("acme-jobs", "vendor: acme\n" + properties));
        return this;
    }

    /** Lets the vendor's list show these jobs. */
    ApiScene lists(String... jobs) {
        vendor.on("/api/jobs", Answer.json("[" + String.join(",", jobs) + "]"));
        return this;
    }

    static Answer csv() {
        return Answer.bytes("text/csv", CSV);
    }

    static boolean hasKey(FakeVendor.Request request) {
        return ("Bearer " + KEY).equals(request.header("Authorization"));
    }

    @Override
    public void close() {
        vendor.close();
        host.close();
    }
}
