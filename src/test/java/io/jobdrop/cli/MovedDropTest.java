package io.jobdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drop that is moved after a delivery, and its setting with it. */
@Tag("slow")
class MovedDropTest {
    @AutoClose
    private final JobdropHome scene;

    private final Path moved;

    MovedDropTest(@TempDir Path home) throws IOException {
        scene = new JobdropHome(home);
        moved = home.resolve("it's 100% moved_here");
    }

    @BeforeEach
    void deliver() {
        assertThat(scene.run("run", "--once")).isZero();
    }

    @Test
    void nothing_is_missing_after_the_move_and_nothing_is_delivered_twice() throws Exception {
        move();

        assertThat(scene.run("audit")).isZero();
        assertThat(scene.out()).contains("1 delivered jobs, 1 files, 2 bytes: all as delivered");

        int requests = scene.vendor.requests("/r/1").size();
        assertThat(scene.run("run", "--once")).isZero();
        assertThat(scene.vendor.requests("/r/1")).hasSize(requests);
        assertThat(scene.home.resolve("drop")).doesNotExist();
    }

    @Test
    void jobs_prints_where_a_file_is_now() throws Exception {
        move();

        scene.run("jobs", "--json");

        assertThat(scene.out()).contains("\"" + moved + "/convertly-jobs/e-1/r.csv\"");
    }

    @Test
    void what_was_left_behind_is_missing_at_its_new_place() {
        scene.environment.put("JOBDROP_DROP_DIR", moved.toString());

        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains("missing", moved + "/convertly-jobs/e-1/manifest.json");
    }

    @Test
    void nothing_is_delivered_again_for_a_folder_that_is_not_there() {
        scene.environment.put("JOBDROP_DROP_DIR", moved.toString());

        assertThat(scene.run("redeliver", "--missing")).isEqualTo(2);
        assertThat(scene.err())
                .contains(moved
                        + " of jobdrop.drop.dir (environment JOBDROP_DROP_DIR) does not exist; nothing was changed");
        scene.run("jobs");
        assertThat(scene.out()).contains("e-1", "delivered");
    }

    @Test
    void audit_follows_no_link_below_the_drop() throws Exception {
        Path feed = scene.home.resolve("drop/convertly-jobs");
        Files.move(feed, scene.home.resolve("elsewhere"));
        Files.createSymbolicLink(feed, scene.home.resolve("elsewhere"));

        assertThat(scene.run("audit")).isEqualTo(1);
        assertThat(scene.out()).contains(feed + " may lead out of jobdrop.drop.dir; it is not followed");
    }

    private void move() throws IOException {
        Files.move(scene.home.resolve("drop"), moved);
        scene.environment.put("JOBDROP_DROP_DIR", moved.toString());
    }
}
