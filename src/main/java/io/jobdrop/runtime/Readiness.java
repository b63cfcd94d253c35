package io.jobdrop.runtime;

import io.jobdrop.record.LedgerWatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up while work can be taken: the ledger can be written, and so can the folder of results. No network is asked. */
final class Readiness extends AbstractHealthCheck {
    private final LedgerWatch ledger;
    private final Supplier<Optional<String>> drop;

    /** {@code drop} says what keeps results from being staged and delivered on this machine. */
    Readiness(LedgerWatch ledger, Supplier<Optional<String>> drop) {
        super("jobdrop", "readiness");
        this.ledger = ledger;
        this.drop = drop;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> problems = Stream.of(ledger.unusable(), drop.get())
                .flatMap(Optional::stream)
                .toList();
        builder.up();
        if (!problems.isEmpty()) {
            builder.message(String.join("; ", problems)).down();
        }
    }
}
