package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.record.AuditParts;
import io.jobdrop.record.Audited;
import io.jobdrop.record.Audits;
import io.jobdrop.stage.Sha256;
import io.jobdrop.support.SharedLedger;
import io.jobdrop.support.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process finds in a part of an audit, as the command reads it. */
@Tag("sqlite")
class PartAuditTest {
    @TempDir
    Path drop;

    @AutoClose
    private SharedLedger ledger;

    private Audits audits;
    private AuditParts parts;

    @BeforeEach
    void open() {
        ledger = new SharedLedger("part_audit", drop);
        audits = new Audits(ledger.database(), ledger.clock());
        parts = new AuditParts(ledger.database(), ledger.clock(), "one");
    }

    private void deliver(String id, int files) throws IOException {
        TestServer.execute("INSERT INTO part_audit.job (feed, job_id, state, first_seen_at) VALUES ('f', '" + id
                + "', 'delivered', 1)");
        for (int i = 0; i < files; i++) {
            Path file = Files.writeString(drop.resolve(id + i), "abc");
            deliver(id, i, Sha256.of(file), id + i);
        }
        deliver(id, files, "", "sftp://h/f");
    }

    private static void deliver(String id, int position, String sha256, String location) {
        TestServer.execute("INSERT INTO part_audit.job_file (feed, job_id, position, name, bytes, sha256, location)"
                + " VALUES ('f', '%s', %d, 'n', 3, '%s', '%s')".formatted(id, position, sha256, location));
    }

    private PartAudit audit() {
        return new PartAudit(ledger.database(), parts, Audit.Contents.ofFiles(drop));
    }

    private List<JobFinding> found() {
        return audits.done(0, 10).stream()
                .flatMap(done -> JobFinding.of(done.part().feed(), done.findings()).stream())
                .toList();
    }

    @Test
    void findings_and_totals_come_to_the_command() throws Exception {
        deliver("fine", 2);
        deliver("ja \"1\" é", 2);
        Files.delete(drop.resolve("ja \"1\" é0"));
        Files.writeString(drop.resolve("ja \"1\" é1"), "abd");
        audits.begin(null);
        AtomicInteger jobs = new AtomicInteger();

        assertThat(audit().next(jobs::incrementAndGet)).isTrue();
        assertThat(audit().next(jobs::incrementAndGet)).isFalse();

        assertThat(jobs).hasValue(2);
        assertThat(audits.progress()).isEqualTo(new Audits.Progress(1, 1, new Audited(2, 4, 2, 12)));
        String place = drop.resolve("ja \"1\" é").toString();
        assertThat(found())
                .containsExactly(
                        new JobFinding("f", "ja \"1\" é", new Audit.Finding(place + "0", "missing")),
                        new JobFinding("f", "ja \"1\" é", new Audit.Finding(place + "1", "changed: another sha256")));
    }

    @Test
    void too_many_findings_are_left_to_the_command() throws Exception {
        deliver("many", PartAudit.MOST_FINDINGS + 1);
        for (int i : IntStream.rangeClosed(0, PartAudit.MOST_FINDINGS).toArray()) {
            Files.delete(drop.resolve("many" + i));
        }
        audits.begin(null);

        audit().next(() -> {});

        assertThat(audits.done(0, 10)).extracting(Audits.Done::findings).containsExactly("");
        assertThat(audits.progress().audited().files()).isEqualTo(PartAudit.MOST_FINDINGS + 1);
    }

    @Test
    void a_part_that_is_lost_is_dropped_in_the_middle_of_a_file() throws Exception {
        deliver("large", 1);
        audits.begin(null);
        AtomicInteger reads = new AtomicInteger();
        PartAudit audit =
                new PartAudit(ledger.database(), parts, place -> new ByteArrayInputStream(new byte[] {1, 2, 3}) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        reads.incrementAndGet();
                        parts.abandon();
                        return 1;
                    }
                });

        assertThat(audit.next(() -> {})).isTrue();

        assertThat(reads).hasValue(1);
        assertThat(audits.progress().done()).isZero();
    }

    @Test
    void a_process_that_cannot_read_at_all_gives_the_part_back() throws Exception {
        deliver("j", 1);
        audits.begin(null);
        PartAudit broken = new PartAudit(ledger.database(), parts, place -> {
            throw new IllegalStateException("nobody names the region");
        });

        assertThatThrownBy(() -> broken.next(() -> {})).hasMessage("nobody names the region");

        assertThat(new AuditParts(ledger.database(), ledger.clock(), "two").take())
                .isPresent();
    }
}
