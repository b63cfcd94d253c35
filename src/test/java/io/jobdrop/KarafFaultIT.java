package io.jobdrop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.KarafInstallation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What result hosts and details do wrong ends inside Karaf as it does elsewhere: the rows of {@link FaultMatrixTest}. */
class KarafFaultIT {
    @TempDir
    Path home;

    @TestFactory
    Stream<DynamicTest> every_fault_ends_so_in_karaf() throws Exception {
        List<FaultMatrixTest.Row> rows = Stream.of(
                        FaultMatrixTest.results(), FaultMatrixTest.addresses(), FaultMatrixTest.details())
                .flatMap(table -> table)
                .map(FaultMatrixTest.Row::inService)
                .toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(40);
        return FaultMatrixTest.all(rows, new KarafInstallation(home));
    }
}
