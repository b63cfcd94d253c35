package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HashingTest {
    private final Random random = new Random(3);
    private final Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();

    @Test
    void a_long_body_has_the_hash_of_its_bytes_and_takes_four_buffers() throws Exception {
        Hashing hashing = new Hashing(Sha256.digest(), ForkJoinPool.commonPool(), -1);

        for (int i = 0; i < 100; i++) {
            addTo(hashing);
        }

        assertThat(hashing.hex()).isEqualTo(Sha256.of(new ByteArrayInputStream(all.toByteArray())));
        assertThat(buffers).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void a_short_body_needs_no_thread_and_one_buffer() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        Hashing hashing = new Hashing(Sha256.digest(), task -> tasks.incrementAndGet(), -1);

        for (int i = 0; i < 8; i++) {
            addTo(hashing);
        }

        assertThat(hashing.hex()).isEqualTo(Sha256.of(new ByteArrayInputStream(all.toByteArray())));
        assertThat(tasks).hasValue(0);
        assertThat(buffers).hasSize(1);
    }

    @Test
    void where_no_thread_is_to_be_had_it_fails_and_does_not_wait() {
        Executor none = task -> {
            throw new RejectedExecutionException("no threads");
        };
        Hashing hashing = new Hashing(Sha256.digest(), none, -1);

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 20; i++) {
                        addTo(hashing);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the hash cannot be computed beside the copy");
    }

    private void addTo(Hashing hashing) throws IOException {
        byte[] buffer = hashing.buffer();
        buffers.add(buffer);
        byte[] bytes = new byte[random.nextInt(buffer.length)];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        all.writeBytes(bytes);
        hashing.add(buffer, bytes.length);
    }
}
