package io.jobdrop.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process shows that has the ledger alone. NodePagesTest has the pages of several nodes. */
class NodeViewsTest {
    @TempDir
    Path folder;

    private SiteScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new SiteScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void where_nothing_is_shared_no_node_is_shown() {
        scene.job("e-1", "delivering", null);
        scene.change("UPDATE job SET owner = ? WHERE job_id = ?", "jobdrop-1", "e-1");

        assertThat(scene.page("/")).doesNotContain("Nodes").contains("jobdrop-1 works on this ledger alone");
        assertThat(scene.page("/jobs/convertly-jobs/e-1")).doesNotContain("In delivery on");
        assertThat(scene.page("/api/feeds")).doesNotContain("\"node\"");
        assertThat(scene.page("/api/jobs")).contains("e-1").doesNotContain("\"node\"");
        assertThat(scene.get("/api/nodes").status()).isEqualTo(404);
    }
}
