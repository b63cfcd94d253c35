package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

class NamesFuzzTest {
    @FuzzTest
    void every_name_becomes_a_safe_one(byte[] input) {
        NamesTest.assertSafe(SafeName.of(new String(input, StandardCharsets.UTF_8)));
    }

    @FuzzTest
    void the_results_of_a_job_get_names_of_their_own(byte[] input) {
        List<String> given = new String(input, StandardCharsets.UTF_8).lines().toList();

        List<String> names = NamesTest.named(given);

        assertThat(names).hasSameSizeAs(given).allSatisfy(NamesTest::assertStaysInItsFolder);
        assertThat(names)
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates()
                .doesNotContain("manifest.json");
    }
}
