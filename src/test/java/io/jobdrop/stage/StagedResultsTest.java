package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.job.Result;
import io.jobdrop.job.RetryLater;
import io.jobdrop.name.ResultHead;
import io.jobdrop.support.DiskSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedResultsTest {
    @TempDir
    Path folder;

    private final CamelContext carrier = new DefaultCamelContext();
    private final DiskSteps disk = new DiskSteps();
    private final StagedResults results = new StagedResults(disk);

    @Test
    void the_results_of_a_job_are_gathered_in_their_order_on_the_first_exchange() {
        Exchange first = exchange(staged(1));

        Exchange gathered = results.aggregate(null, first);
        gathered = results.aggregate(gathered, exchange(staged(2)));
        gathered = results.aggregate(gathered, exchange(staged(3)));

        assertThat(gathered).isSameAs(first);
        assertThat(gathered.getMessage().getBody()).isEqualTo(List.of(staged(1), staged(2), staged(3)));
    }

    @Test
    void a_result_that_failed_is_not_among_them() {
        Exchange failed = exchange("nothing");
        failed.setException(new Held("refused"));

        Exchange gathered = results.aggregate(null, failed);

        assertThat(gathered.getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void a_step_that_loses_the_result_holds_the_job() {
        assertThatThrownBy(() -> results.aggregate(null, exchange("something else")))
                .isInstanceOf(Held.class)
                .hasMessage(
                        "the feed's own step did not leave the StagedResult as its body; the next poll checks it again");
    }

    @Test
    void an_announced_result_has_the_length_that_the_vendor_says() {
        StagedResult staged = staged(2);
        Result sized = new Result(1, "https://h.example/x", "x.csv", OptionalLong.of(7));

        assertThat(staged.bytes()).isEqualTo(-1);
        assertThat(staged.file()).isNull();
        assertThat(StagedResult.announced(sized, "f/a/x.csv", Instant.EPOCH).bytes())
                .isEqualTo(7);
    }

    @Test
    void what_a_step_of_the_engineers_own_did_to_a_file_is_what_is_delivered() throws Exception {
        StagedResult staged = lying("1");
        Files.writeString(Objects.requireNonNull(staged.file()), "1,2,3");

        StagedResult changed = (StagedResult) results.changed(staged, null);

        assertThat(changed.bytes()).isEqualTo(5);
        assertThat(changed.sha256()).isEqualTo(Sha256.of(staged.file()));
        assertThat(disk.taken()).containsExactly("flush 1");
    }

    @Test
    void without_such_a_step_a_file_is_not_read_again() throws Exception {
        StagedResult staged = lying("1");

        assertThat(results.changed(staged, "none")).isSameAs(staged);
        assertThat(results.changed(staged(1), null)).isEqualTo(staged(1));
        assertThat(results.changed("no result", null)).isEqualTo("no result");
        assertThat(disk.taken()).isEmpty();
    }

    @Test
    void a_step_that_takes_the_file_away_is_tried_again() throws Exception {
        StagedResult staged = lying("1");
        Files.delete(Objects.requireNonNull(staged.file()));

        assertThatThrownBy(() -> results.changed(staged, null))
                .isInstanceOf(RetryLater.class)
                .hasMessageStartingWith("what the feed's own step left cannot be read: ");
    }

    private StagedResult lying(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("1"), text);
        Result result = new Result(1, "https://h.example/x", "a.csv", OptionalLong.empty());
        Staging.Stored stored = new Staging.Stored(file, 1, "");
        return new StagedResult(result, "f/a/a.csv", stored, ResultHead.at("/x"), Instant.EPOCH, Instant.EPOCH);
    }

    private static StagedResult staged(int index) {
        Result result = new Result(index, "https://h.example/x", null, OptionalLong.empty());
        return StagedResult.announced(result, "f/a/x", Instant.EPOCH);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(carrier);
        exchange.getMessage().setBody(body);
        return exchange;
    }
}
