package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.deliver.Plan.Item;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    @AutoClose
    private final DropScene scene;

    PlanTest(@TempDir Path folder) {
        scene = new DropScene(folder);
    }

    @Test
    void it_gathers_what_would_be_delivered_of_all_jobs() throws Exception {
        Plan plan = new Plan();

        plan.gather(scene.job(), List.of(scene.staged(1, "a.csv", "123"), scene.staged(2, "b.bin", "1234")));
        plan.gather(TestLedger.job("b"), List.of());

        assertThat(plan.items())
                .containsExactly(new Item("f", "a", "f/a/a.csv", 3), new Item("f", "a", "f/a/b.bin", 4));
    }

    @Test
    void the_ending_that_only_the_download_shows_is_left_open() throws Exception {
        Plan plan = new Plan();

        plan.gather(scene.job(), List.of(scene.staged(1, null, "123")));

        assertThat(plan.items()).extracting(Item::path).containsExactly("f/a/a.*");
    }
}
