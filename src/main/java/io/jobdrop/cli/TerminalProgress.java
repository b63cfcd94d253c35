package io.jobdrop.cli;

import io.jobdrop.stage.Progress;
import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** One line on the terminal about the transfers under way, at most twice a second, for those that take a while. */
final class TerminalProgress implements Progress {
    private static final long PERIOD_NANOS = 500_000_000L;
    private static final double MEGABYTE = 1024.0 * 1024.0;

    private final PrintStream terminal;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastPrinted = new AtomicLong(System.nanoTime());

    TerminalProgress(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public Transfer begin(String what, long expected) {
        Running transfer = new Running(what, expected);
        running.add(transfer);
        return transfer;
    }

    private void print(Running current) {
        long now = System.nanoTime();
        long before = lastPrinted.get();
        if (now - before < PERIOD_NANOS || !lastPrinted.compareAndSet(before, now)) {
            return;
        }
        double seconds = (now - current.began) / 1e9;
        double done = current.bytes.get() / MEGABYTE;
        String of = current.expected > 0 ? String.format(" of %.1f", current.expected / MEGABYTE) : "";
        int others = running.size() - 1;
        terminal.printf(
                "\r\033[K%s: %.1f%s MB, %.1f MB/s%s",
                current.what, done, of, done / Math.max(seconds, 0.001), others > 0 ? ", and " + others + " more" : "");
        terminal.flush();
    }

    private final class Running implements Transfer {
        private final String what;
        private final long expected;
        private final long began = System.nanoTime();
        private final AtomicLong bytes = new AtomicLong();

        private Running(String what, long expected) {
            this.what = what;
            this.expected = expected;
        }

        @Override
        public void advance(int more) {
            bytes.addAndGet(more);
            print(this);
        }

        @Override
        public void close() {
            running.remove(this);
            if (running.isEmpty() && System.nanoTime() - began > PERIOD_NANOS) {
                terminal.print("\r\033[K");
                terminal.flush();
            }
        }
    }
}
