package io.jobdrop.vendor;

import io.jobdrop.config.Settings;
import io.jobdrop.job.RootCause;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh token of an account: what the file {@code VENDOR.refresh-token-file} holds, else the setting
 * {@code VENDOR.refresh-token}. A vendor may replace it with each answer, after which the one before is worth nothing:
 * the new one is in the file, or was reported as one that will be lost, before anything else happens.
 *
 * <p>It is read anew each time, since another process or a mounted secret may have changed it. Only one thread at a time
 * uses an object of this class.
 */
final class RefreshToken {
    private static final Logger LOG = LoggerFactory.getLogger(RefreshToken.class);

    private final String vendor;
    private final Settings settings;
    private final Disk disk;
    private @Nullable String unwritten;
    private @Nullable Replaced replaced;

    /** A new token that has no file, and the setting that it replaces. */
    private record Replaced(String setting, String by) {}

    RefreshToken(String vendor, Settings settings, Disk disk) {
        this.vendor = vendor;
        this.settings = settings;
        this.disk = disk;
    }

    /** The one to show now. */
    String current() throws IOException {
        String pending = unwritten;
        if (pending != null) {
            write(pending);
        }
        String kept = read();
        if (!kept.isEmpty()) {
            return kept;
        }
        String setting = settings.get(vendor + ".refresh-token");
        Replaced since = replaced;
        return since != null && since.setting().equals(setting) ? since.by() : setting;
    }

    /** Takes what a token endpoint answered; null when it has nothing to say about it. */
    void replaceBy(@Nullable String next) throws IOException {
        if (next == null || next.equals(current())) {
            return;
        }
        if (file() != null) {
            unwritten = next;
            write(next);
            return;
        }
        if (replaced == null) {
            LOG.warn(
                    "{} replaced the refresh token, and the new one is lost when jobdrop ends; set {}.refresh-token-file to"
                            + " a file in a folder that exists",
                    vendor,
                    vendor);
        }
        replaced = new Replaced(settings.get(vendor + ".refresh-token"), next);
    }

    private @Nullable Path file() {
        String key = vendor + ".refresh-token-file";
        return settings.get(key).isEmpty() ? null : settings.path(key);
    }

    private String read() throws IOException {
        Path file = file();
        if (file == null || !Files.exists(file)) {
            return "";
        }
        try {
            String kept = Files.readString(file).strip();
            if (!kept.isEmpty()) {
                settings.hide(vendor + " refresh", kept);
            }
            return kept;
        } catch (IOException e) {
            throw new NoAccessToken(
                    vendor + ".refresh-token-file: " + file + " cannot be read: " + RootCause.of(file, e), e);
        }
    }

    // In one step, and on the disk when this returns. Until then the file holds the token before.
    private void write(String token) throws IOException {
        Path file = file();
        if (file == null) {
            return;
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            disk.delete(next);
            create(next);
            try (FileChannel out = disk.open(next)) {
                disk.write(out, next, ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
                disk.flush(out, next);
            }
            disk.replace(next, file);
            disk.flush(Disk.folderOf(file));
        } catch (IOException e) {
            throw new NoAccessToken(
                    vendor + " replaced the refresh token, and the new one cannot be written to " + vendor
                            + ".refresh-token-file (" + file + "): " + RootCause.text(e)
                            + "; it is kept in memory, and the next request writes it first",
                    e);
        }
        unwritten = null;
    }

    // Nobody else may read it, from its first moment on.
    private static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }
}
