package io.jobdrop.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobdrop.job.JobState;
import io.jobdrop.support.LogLines;
import io.jobdrop.support.SmallDisk;
import io.jobdrop.support.TestLedger;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger on a real disk that is full. */
@Tag("sqlite")
class LedgerRoomTest {
    private static final List<String> MANY =
            IntStream.range(0, 20_000).mapToObj(i -> "job-" + i).toList();

    @Test
    void rows_that_find_no_room_are_told_once_and_so_is_the_end(@TempDir Path home) throws Exception {
        try (SmallDisk disk = new SmallDisk(home.resolve("data"), 4);
                TestLedger ledger = new TestLedger(home.resolve("data"));
                LogLines log = new LogLines(Level.INFO)) {
            LedgerWatch watch = ledger.watch();
            ledger.jobs().register("f", List.of("a"));
            disk.leave(0);
            for (int i = 0; i < 3; i++) {
                Throwable failure = catchThrowable(() -> ledger.jobs().register("f", MANY));
                assertThat(LedgerRoom.isFull(failure)).isTrue();
                watch.look();
            }

            assertThat(watch.unusable())
                    .hasValueSatisfying(why -> assertThat(why).contains("ledger.db cannot be written"));
            assertThat(ledger.entry("a").state()).isEqualTo(JobState.OPEN);
            assertThat(ledger.jobs().queries().jobs("f", null)).hasSize(1);

            disk.empty();
            watch.look();
            assertThat(watch.unusable()).isEmpty();
            assertThat(ledger.jobs().register("f", List.of("b"))).isEqualTo(1);
            assertThat(log.all())
                    .filteredOn(line -> line.contains("ledger.db"))
                    .hasSize(2)
                    .last()
                    .asString()
                    .endsWith("can be written again");
        }
    }
}
