package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class RangedBodyTest {
    private static final int PART = RangedBody.PART_BYTES;
    private static final int FROM = 1000;
    private static final byte[] FILE = new byte[5 * PART + 12_345];
    private static final long SLOW = 100_000_000;

    static {
        new Random(1).nextBytes(FILE);
    }

    private final Link link = new Link();
    private long nanosPerRead = SLOW;
    private int begunGave;
    private boolean begunClosed;

    @Test
    void a_link_that_is_waited_for_is_widened_and_gives_the_same_bytes() throws Exception {
        byte[] read = body().readAllBytes();

        assertThat(read).isEqualTo(Arrays.copyOfRange(FILE, FROM, FILE.length));
        assertThat(begunGave).isLessThan(2 * PART);
        assertThat(begunClosed).isTrue();
        assertThat(link.mostUnderWay).isEqualTo(link.most());
        assertThat(link.memory.availablePermits()).isEqualTo(4);
    }

    @Test
    void a_link_that_nobody_waits_for_stays_as_it_is() throws Exception {
        nanosPerRead = 0;

        InputStream body = body();
        byte[] buffer = new byte[64 * 1024];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            link.nanos += SLOW;
        }

        assertThat(begunGave).isEqualTo(FILE.length - FROM);
        assertThat(link.asked).isZero();
    }

    @Test
    void what_is_nearly_here_is_not_asked_for_again() throws Exception {
        nanosPerRead = 1_000_000;

        assertThat(body().readAllBytes()).hasSize(FILE.length - FROM);

        assertThat(link.asked).isZero();
    }

    @Test
    void without_memory_for_two_parts_it_stays_as_it_is() throws Exception {
        link.memory.acquire(3);

        assertThat(body().readAllBytes()).isEqualTo(Arrays.copyOfRange(FILE, FROM, FILE.length));

        assertThat(link.asked).isZero();
        assertThat(link.memory.availablePermits()).isEqualTo(1);
    }

    @Test
    void when_no_part_comes_the_answer_it_began_with_is_gone_on_with() throws Exception {
        link.failsAfter = 0;

        assertThat(body().readAllBytes()).isEqualTo(Arrays.copyOfRange(FILE, FROM, FILE.length));

        assertThat(begunGave).isEqualTo(FILE.length - FROM);
        assertThat(link.asked).isEqualTo(link.most());
        assertThat(link.memory.availablePermits()).isEqualTo(4);
    }

    @Test
    void a_later_part_that_does_not_come_breaks_it_off_just_there() throws Exception {
        link.failsAfter = 2;
        InputStream body = body();
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        assertThatThrownBy(() -> body.transferTo(read)).isInstanceOf(EOFException.class);
        body.close();

        assertThat(read.size()).isEqualTo(begunGave + 2 * PART);
        assertThat(read.toByteArray()).isEqualTo(Arrays.copyOfRange(FILE, FROM, FROM + read.size()));
        assertThat(link.memory.availablePermits()).isEqualTo(4);
    }

    private InputStream body() {
        InputStream begun = new ByteArrayInputStream(FILE, FROM, FILE.length - FROM) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                link.nanos += nanosPerRead;
                int count = super.read(into, offset, length);
                begunGave += Math.max(0, count);
                return count;
            }

            @Override
            public void close() {
                begunClosed = true;
            }
        };
        return new RangedBody(begun, FROM, FILE.length, link);
    }

    private static final class Link implements RangedBody.Link {
        private final Semaphore memory = new Semaphore(4);
        private long nanos;
        private int asked;
        private int failsAfter = Integer.MAX_VALUE;
        private int mostUnderWay;

        @Override
        public CompletableFuture<Void> fetch(long first, byte[] into, int length) {
            mostUnderWay = Math.max(mostUnderWay, 4 - memory.availablePermits());
            if (asked++ >= failsAfter) {
                return CompletableFuture.failedFuture(new EOFException("cut"));
            }
            return CompletableFuture.runAsync(() -> System.arraycopy(FILE, (int) first, into, 0, length));
        }

        @Override
        public int most() {
            return 3;
        }

        @Override
        public Semaphore memory() {
            return memory;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
