package io.jobdrop.stage;

import io.jobdrop.Feed;
import io.jobdrop.http.BlockStream;
import io.jobdrop.job.GiveUp;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.RetryLater;
import io.jobdrop.job.RetryThenHold;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.SafeName;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * Unpacks a staged file, where its feed says so. The packed file was checked before and stays staged for a next attempt.
 * What it unpacks to is bounded by {@code jobdrop.download.max-size}, and by a thousand times its length.
 */
public final class Unpack {
    private static final int MOST_TIMES = 1000;
    private static final long UNSUSPICIOUS = 10L << 20;
    private static final String AS_IT_IS = "; nothing was delivered. With download.unpack: none it is delivered packed";

    private final FolderStaging staging;

    /** For results that are staged in {@code staging}. */
    public Unpack(FolderStaging staging) {
        this.staging = staging;
    }

    /**
     * The result with its content in the place of the packed file.
     *
     * @throws Held when a zip file holds no file, or more than one
     * @throws RetryThenHold when it is damaged, or not packed at all; it is asked for again
     * @throws GiveUp when it unpacks to more than is allowed
     */
    public StagedResult unpack(
            @ExchangeProperty("feed") Feed feed,
            @ExchangeProperty("job") Job job,
            @ExchangeProperty("names") JobNames names,
            @Body StagedResult staged) {
        try {
            return feed.download().unpack() == Feed.Packing.ZIP
                    ? unzipped(job, names, staged)
                    : gunzipped(job, names, staged);
        } catch (IOException e) {
            Throwable cause = e instanceof Staging.BrokenOff ? Objects.requireNonNullElse(e.getCause(), e) : e;
            if (cause instanceof ZipException || cause instanceof EOFException) {
                staging.discard(job, staged.result().index());
                String packing = feed.download().unpack().name().toLowerCase(Locale.ROOT);
                throw new RetryThenHold(
                        staged.result() + " is no whole " + packing + " file: " + cause.getMessage() + AS_IT_IS);
            }
            throw new RetryLater("the staged file cannot be unpacked: " + cause.getMessage(), e);
        }
    }

    /** The name that an announced file is to have, with {@code *} for what only the download shows. */
    public static String announced(Feed.Packing packing, String path) {
        return switch (packing) {
            case NONE -> path;
            case GZIP -> withoutGz(path);
            case ZIP -> path.replaceFirst("(?i)[^/.]*(\\.zip)?$", "*");
        };
    }

    private static String withoutGz(String path) {
        return path.replaceFirst("(?i)(?<=[^/])\\.gz$", "").replaceFirst("(?i)\\.tgz$", ".tar");
    }

    private StagedResult gunzipped(Job job, JobNames names, StagedResult staged) throws IOException {
        Path file = Objects.requireNonNull(staged.localFile());
        Staging.Stored stored;
        try (InputStream content = new Gunzip(Files.newInputStream(file))) {
            stored = store(job, staged, content);
        }
        String path = withoutGz(staged.path());
        return named(names, staged.changedTo(stored), path.substring(path.lastIndexOf('/') + 1));
    }

    private StagedResult unzipped(Job job, JobNames names, StagedResult staged) throws IOException {
        try (ZippedFile zip = new ZippedFile(Objects.requireNonNull(staged.localFile()))) {
            Optional<String> name = zip.next();
            if (name.isEmpty()) {
                throw new Held("the zip file of " + staged.result() + " holds no file" + AS_IT_IS);
            }
            Staging.Stored stored = store(job, staged, zip.content());
            if (zip.next().isPresent()) {
                throw new Held("the zip file of " + staged.result() + " holds more than one file" + AS_IT_IS);
            }
            String safe = SafeName.of(name.get(), names::redacted);
            String packed = staged.path().substring(staged.path().lastIndexOf('/') + 1);
            return named(
                    names, staged.changedTo(stored), safe.isEmpty() ? packed.replaceFirst("(?i)\\.zip$", "") : safe);
        }
    }

    private Staging.Stored store(Job job, StagedResult staged, InputStream content) throws IOException {
        try (InputStream bounded = new Bounded(content, staged)) {
            return staging.storeChanged(job, staged.result().index(), "unpacked", bounded);
        }
    }

    private static StagedResult named(JobNames names, StagedResult staged, String name) {
        String folder = staged.path().substring(0, staged.path().lastIndexOf('/') + 1);
        return staged.path().equals(folder + name)
                ? staged
                : staged.named(names.renamed(staged.result(), folder, name));
    }

    private static final class Bounded extends BlockStream {
        private final StagedResult staged;
        private long bytes;

        Bounded(InputStream content, StagedResult staged) {
            super(content);
            this.staged = staged;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            bytes += Math.max(0, count);
            if (bytes > UNSUSPICIOUS && bytes / MOST_TIMES > staged.bytes()) {
                throw new GiveUp(staged.result() + " unpacks to more than " + MOST_TIMES + " times its "
                        + staged.bytes() + " bytes" + AS_IT_IS + ", after jobdrop retry");
            }
            return count;
        }
    }
}
