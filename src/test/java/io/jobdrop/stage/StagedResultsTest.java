package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Held;
import io.jobdrop.job.Result;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class StagedResultsTest {
    private final CamelContext carrier = new DefaultCamelContext();
    private final StagedResults results = new StagedResults();

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
    void an_announced_result_has_the_length_that_the_vendor_says() {
        StagedResult staged = staged(2);
        Result sized = new Result(1, "https://h.example/x", "x.csv", OptionalLong.of(7));

        assertThat(staged.bytes()).isEqualTo(-1);
        assertThat(staged.localFile()).isNull();
        assertThat(StagedResult.announced(sized, "f/a/x.csv", Instant.EPOCH).bytes())
                .isEqualTo(7);
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
