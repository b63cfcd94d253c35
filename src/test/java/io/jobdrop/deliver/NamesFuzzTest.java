package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jobdrop.download.StagedResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

class NamesFuzzTest {
    @FuzzTest
    void every_name_becomes_a_safe_one(byte[] input) {
        NamesTest.assertSafe(SafeName.of(new String(input, StandardCharsets.UTF_8)));
    }

    @FuzzTest
    void the_results_of_a_job_get_names_of_their_own(byte[] input) {
        List<StagedResult> results = new String(input, StandardCharsets.UTF_8)
                .lines()
                .map(name -> NamesTest.staged(name, "text/csv"))
                .toList();

        List<String> names = ResultNames.of(NamesTest.JOB, results, Set.of("manifest.json"));

        assertThat(names).hasSameSizeAs(results).allSatisfy(NamesTest::assertStaysInItsFolder);
        assertThat(names)
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates()
                .doesNotContain("manifest.json");
    }
}
