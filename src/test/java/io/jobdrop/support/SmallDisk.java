package io.jobdrop.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real file system of few megabytes in memory. Only root on Linux may mount one; elsewhere its tests are skipped. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    /** Mounts one at a folder, which is created. */
    public SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        Assumptions.assumeTrue(mounted, "SKIPPED: no file system can be mounted here, a full disk is not tried");
    }

    /** Leaves about so many bytes free. */
    public void leave(long bytes) throws IOException {
        long fill = folder.toFile().getUsableSpace() - bytes;
        Files.write(ballast(), new byte[Math.toIntExact(Math.max(0, fill))]);
    }

    /** Makes room again. */
    public void empty() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    public long free() {
        return folder.toFile().getUsableSpace();
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!run("umount", "-l", folder.toString())) {
            throw new UncheckedIOException(new IOException(folder + " cannot be unmounted"));
        }
    }
}
