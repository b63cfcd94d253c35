package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.support.Generated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartSizesTest {
    private static final long MB = 1L << 20;
    private static final long LARGEST_OBJECT = 5L << 40;

    @Test
    void the_longest_result_has_10_000_parts_at_most() {
        Generated.check(any -> {
            long longest = any.number(0, LARGEST_OBJECT);
            PartSizes sizes = PartSizes.of(any.number(PartSizes.SMALLEST, 1L << 30), longest);

            assertThat(5000L * sizes.of(1) + 5000L * sizes.of(10_000)).isGreaterThanOrEqualTo(longest);
        });
    }

    @Test
    void the_first_half_is_as_set_and_the_other_one_never_smaller() {
        Generated.check(any -> {
            long partSize = any.number(PartSizes.SMALLEST, 1L << 30);
            PartSizes sizes = PartSizes.of(partSize, any.number(0, LARGEST_OBJECT));

            assertThat(sizes.of(1)).isEqualTo(sizes.of(5000)).isEqualTo((int) partSize);
            assertThat(sizes.of(5001)).isEqualTo(sizes.of(10_000)).isGreaterThanOrEqualTo((int) partSize);
        });
    }

    @Test
    void what_is_allowed_by_default_never_needs_larger_parts() {
        PartSizes sizes = PartSizes.of(8 * MB, 50L << 30);

        assertThat(sizes).isEqualTo(new PartSizes(8 * MB, 8 * MB));
    }

    @ParameterizedTest
    @CsvSource({
        "5242880, 52428800000, 5242880",
        "5242880, 52428800001, 5242881",
        "8388608, 107374182400, 13086229",
        "8388608, 5497558138880, 1091123020"
    })
    void later_parts_are_as_large_as_the_longest_result_needs(long partSize, long longest, int later) {
        assertThat(PartSizes.of(partSize, longest).of(5001)).isEqualTo(later);
    }
}
