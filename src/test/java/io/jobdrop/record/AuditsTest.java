package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.AuditParts.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit from its beginning to its end, or to the death of its command. */
@Tag("sqlite")
class AuditsTest {
    private static final Audited ONE_FILE = new Audited(1, 1, 0, 3);

    @TempDir
    Path folder;

    @AutoClose
    private AuditScene scene;

    private Audits audits;
    private AuditParts one;

    @BeforeEach
    void open() {
        scene = new AuditScene("audits", folder);
        audits = scene.audits;
        one = scene.process("one");
    }

    private List<String> jobsOfAll() {
        List<String> jobs = new ArrayList<>();
        for (Optional<Part> part = one.take(); part.isPresent(); part = one.take()) {
            JobStream.delivered(scene.ledger.database())
                    .in(part.get(), job -> jobs.add(job.feed() + " " + job.jobId()));
            one.done(part.get(), ONE_FILE, "[]");
        }
        return jobs;
    }

    @Test
    void each_delivered_job_is_in_one_part_of_a_few_jobs_in_the_order_of_the_command_alone() {
        scene.deliver("b", 5, 3);
        scene.deliver("a", 3, 3);
        List<String> alone = new ArrayList<>();
        JobStream.delivered(scene.ledger.database()).each(null, job -> alone.add(job.feed() + " " + job.jobId()));

        assertThat(audits.begin(null)).isBetween(4L, 6L);

        assertThat(jobsOfAll()).isEqualTo(alone).hasSize(8);
        assertThat(audits.progress())
                .isEqualTo(new Audits.Progress(
                        scene.rows("audit_part"),
                        scene.rows("audit_part"),
                        new Audited(
                                scene.rows("audit_part"), scene.rows("audit_part"), 0, 3L * scene.rows("audit_part"))));
    }

    @Test
    void a_large_job_is_a_part_by_itself_and_one_feed_can_be_audited() {
        scene.deliver("a", 3, 3_000_000_000L);
        scene.deliver("b", 3, 3);

        assertThat(audits.begin("a")).isEqualTo(3);

        assertThat(jobsOfAll()).containsExactly("a j0", "a j1", "a j2");
    }

    @Test
    void without_a_delivered_job_there_is_no_part() {
        assertThat(audits.begin(null)).isZero();
        assertThat(one.take()).isEmpty();
        assertThat(audits.progress()).isEqualTo(new Audits.Progress(0, 0, Audited.NOTHING));
    }

    @Test
    void a_command_does_no_part_of_another_one_and_a_node_does_those_of_both() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        Audits other = new Audits(scene.ledger.database(), scene.ledger.clock(), 2);
        other.begin(null);

        AuditParts own = audits.parts();
        assertThat(own.take()).isPresent();
        assertThat(own.take()).isEmpty();

        assertThat(one.take()).isPresent();
        assertThat(one.take()).isEmpty();
    }

    @Test
    void nobody_works_for_a_command_that_died_and_the_next_one_deletes_its_rows() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        scene.ledger.outlast();
        assertThat(one.take()).isEmpty();

        Audits next = new Audits(scene.ledger.database(), scene.ledger.clock(), 2);
        assertThat(next.begin(null)).isEqualTo(1);

        assertThat(audits.progress().parts()).isZero();
        assertThat(scene.rows("audit_part")).isEqualTo(1);
        next.end();
        assertThat(scene.rows("audit") + scene.rows("audit_part")).isZero();
    }

    @Test
    void what_a_dead_command_left_is_forgotten_and_a_living_one_is_kept() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        assertThat(Audits.forget(scene.ledger.database(), scene.ledger.clock())).isZero();

        scene.ledger.outlast();
        assertThat(Audits.forget(scene.ledger.database(), scene.ledger.clock())).isEqualTo(1);
        assertThat(scene.rows("audit_part")).isZero();
    }

    @Test
    void a_node_is_told_of_an_audit_when_it_says_that_it_is_there() {
        Nodes node = new Nodes(scene.ledger.database(), scene.ledger.clock(), new Nodes.Self("one", "c", "1.0", "k"));
        AtomicInteger told = new AtomicInteger();
        node.onAudit(told::incrementAndGet);
        node.join();
        assertThat(Nodes.alive(scene.ledger.database(), scene.ledger.clock())).isEqualTo(1);
        scene.prolong(node);
        assertThat(told).hasValue(0);

        audits.begin(null);
        scene.prolong(node);
        assertThat(told).hasValue(1);
        scene.ledger.outlast();
        scene.prolong(node);
        assertThat(told).hasValue(1);
    }
}
