package io.jobdrop.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** A pipe with a name (POSIX mkfifo): whoever opens it to read waits until somebody writes. */
public final class Fifo {
    private Fifo() {}

    /** Makes one. */
    public static void at(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }
}
