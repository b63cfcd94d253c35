package io.jobdrop.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartBuffersTest {
    private final PartBuffers buffers = new PartBuffers(100);

    @Test
    void a_buffer_that_was_given_back_is_taken_again() {
        byte[] first = buffers.take(100);
        byte[] second = buffers.take(100);
        buffers.give(first);

        assertThat(second).isNotSameAs(first);
        assertThat(buffers.take(10)).hasSize(100).isSameAs(first);
        assertThat(buffers.take(100)).isNotSameAs(first).isNotSameAs(second);
    }

    @Test
    void a_larger_one_is_made_for_once_and_not_kept() {
        byte[] usual = buffers.take(100);
        byte[] larger = buffers.take(101);
        buffers.give(usual);
        buffers.give(larger);

        assertThat(larger).hasSize(101);
        assertThat(buffers.take(101)).isNotSameAs(larger).hasSize(101);
        assertThat(buffers.take(100)).isSameAs(usual);
        assertThat(buffers.take(100)).isNotSameAs(larger).hasSize(100);
    }
}
