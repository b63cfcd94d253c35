package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.KarafInstallation;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What result hosts and details do wrong ends inside Karaf as it does elsewhere: those rows of {@link FaultMatrixTest}
 * that need classes or services which Karaf may hide, or bring in another version.
 */
class KarafFaultIT {
    private static final Set<String> ROWS = Set.of(
            "nothing wrong",
            "429 with Retry-After as a date",
            "403 with XML for an expired URL",
            "silence",
            "a chunked body reset",
            "gzip although identity was asked",
            "another version between two attempts",
            "larger than allowed, and not announced",
            "a hostile name",
            "a data: URL",
            "a redirect to another host",
            "a redirect to a metadata address",
            "a host that has no address",
            "detail: HTML with status 200",
            "detail: a number for a URL",
            "detail: very large");

    @TempDir
    Path home;

    @TestFactory
    Stream<DynamicTest> a_fault_ends_so_in_karaf() throws Exception {
        List<FaultMatrixTest.Row> rows = Stream.of(
                        DownloadFaults.refusals(),
                        DownloadFaults.bodies(),
                        FaultMatrixTest.addresses(),
                        FaultMatrixTest.details())
                .flatMap(table -> table)
                .filter(row -> ROWS.contains(row.fault()))
                .map(FaultMatrixTest.Row::inService)
                .toList();
        assertThat(rows).hasSameSizeAs(ROWS);
        return FaultMatrixTest.all(rows, new KarafInstallation(home));
    }
}
