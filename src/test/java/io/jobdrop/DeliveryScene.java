package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The feed {@code convertly-jobs} in a home of its own, with a vendor and a result host that the test plays. */
final class DeliveryScene implements AutoCloseable {
    static final String LIST = "/api/jobs";
    static final byte[] CSV = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);

    final FakeVendor vendor = new FakeVendor();
    final FakeVendor host = new FakeVendor();
    final Installation jobdrop;

    DeliveryScene(Path home) throws IOException {
        jobdrop = new Installation(home)
                .set("CONVERTLY_URL", vendor.url())
                .set("CONVERTLY_TOKEN", "secret-key")
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", host.host());
    }

    /** Lets the vendor show a list of one page. */
    void lists(String... jobs) {
        vendor.on(LIST, page(false, jobs));
    }

    static Answer page(boolean more, String... jobs) {
        return Answer.json("{\"jobs\":[" + String.join(",", jobs) + "],\"pagination\":{\"limit\":100,\"offset\":0,"
                + "\"total\":1,\"hasMore\":" + more + "}}");
    }

    static String completed(String id, String... files) {
        return "{\"id\":\"" + id + "\",\"job_type\":\"convert\",\"status\":\"completed\",\"completed_files\":"
                + files.length + ",\"results\":[" + String.join(",", files) + "]}";
    }

    static String file(String name, String url) {
        return "{\"filename\":\"" + name + "\",\"downloadUrl\":\"" + url + "\"}";
    }

    /** Does what {@code jobdrop retry} does with a job. */
    void makeDue(String id) {
        jobdrop.act(actions -> actions.retry("convertly-jobs", id));
    }

    /** Both must have known each request. */
    @Override
    public void close() {
        vendor.close();
        host.close();
        assertThat(vendor.unexpected()).isEmpty();
        assertThat(host.unexpected()).isEmpty();
    }
}
