package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.record.AuditParts.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of an audit that processes share, and what becomes of them when one dies. */
@Tag("sqlite")
class AuditPartsTest {
    private static final Audited ONE_FILE = new Audited(1, 1, 0, 3);

    @TempDir
    Path folder;

    @AutoClose
    private AuditScene scene;

    private Audits audits;
    private AuditParts one;
    private AuditParts two;

    @BeforeEach
    void open() {
        scene = new AuditScene("audit_parts", folder);
        audits = scene.audits;
        one = scene.process("one");
        two = scene.process("two");
    }

    @Test
    void processes_take_different_parts_and_the_command_reads_them_in_order() {
        scene.deliver("a", 3, 3_000_000_000L);
        audits.begin(null);

        Part first = one.take().orElseThrow();
        Part second = two.take().orElseThrow();
        two.done(second, ONE_FILE, "[2]");
        assertThat(audits.done(0, 10)).isEmpty();
        assertThat(audits.progress().done()).isEqualTo(1);
        one.done(first, ONE_FILE, "[1]");

        assertThat(audits.done(0, 10)).extracting(Audits.Done::findings).containsExactly("[1]", "[2]");
        assertThat(audits.done(0, 1)).extracting(Audits.Done::findings).containsExactly("[1]");
        assertThat(audits.done(1, 10)).extracting(Audits.Done::findings).containsExactly("[2]");
        assertThat(audits.progress()).isEqualTo(new Audits.Progress(3, 2, new Audited(2, 2, 0, 6)));
    }

    @Test
    void the_part_of_a_node_that_died_is_done_by_another_one() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        Part dead = one.take().orElseThrow();
        assertThat(two.take()).isEmpty();

        scene.ledger.outlast();
        scene.prolong(audits);
        Part again = two.take().orElseThrow();
        one.done(dead, ONE_FILE, "[\"late\"]");

        assertThat(audits.progress().done()).isZero();
        two.done(again, ONE_FILE, "[]");
        assertThat(audits.done(0, 10)).extracting(Audits.Done::findings).containsExactly("[]");
    }

    @Test
    void a_part_stays_its_nodes_for_as_long_as_it_takes_and_one_that_is_lost_is_noticed() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        Part part = one.take().orElseThrow();
        for (int i = 0; i < 5; i++) {
            scene.ledger.clock().tick(Duration.ofSeconds(2));
            scene.prolong(audits, one);
        }
        assertThat(two.take()).isEmpty();
        assertThat(one.isHeld(part)).isTrue();

        scene.ledger.outlast();
        scene.prolong(audits);
        assertThat(two.take()).isPresent();
        scene.prolong(one);

        assertThat(one.isHeld(part)).isFalse();
        assertThat(one.isEmpty()).isTrue();
    }

    @Test
    void a_node_that_stops_gives_its_part_back_and_one_that_lost_the_ledger_gives_it_up() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        Part part = one.take().orElseThrow();
        one.giveBack();
        assertThat(one.isHeld(part)).isFalse();

        Part other = two.take().orElseThrow();
        two.abandon();

        assertThat(two.isHeld(other)).isFalse();
    }

    @Test
    void who_works_on_a_part_notices_that_the_command_has_ended() {
        scene.deliver("a", 1, 3);
        audits.begin(null);
        Part part = one.take().orElseThrow();

        audits.end();
        scene.prolong(one);

        assertThat(one.isHeld(part)).isFalse();
    }

    @Test
    void many_processes_at_once_do_each_part_once() {
        scene.deliver("a", 40, 3_000_000_000L);
        audits.begin(null);

        List<Long> taken = LongStream.range(0, 8)
                .parallel()
                .boxed()
                .flatMap(process -> {
                    AuditParts parts = scene.process("p" + process);
                    List<Long> numbers = new ArrayList<>();
                    for (Optional<Part> part = parts.take(); part.isPresent(); part = parts.take()) {
                        numbers.add(part.get().number());
                        parts.done(part.get(), ONE_FILE, "[]");
                    }
                    return numbers.stream();
                })
                .toList();

        assertThat(taken).hasSize(40).doesNotHaveDuplicates();
        assertThat(audits.progress().audited().jobs()).isEqualTo(40);
    }
}
