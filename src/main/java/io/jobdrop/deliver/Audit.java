package io.jobdrop.deliver;

import com.fasterxml.jackson.core.JacksonException;
import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.RootCause;
import io.jobdrop.record.Audited;
import io.jobdrop.record.LedgerEntry;
import io.jobdrop.record.Locations;
import io.jobdrop.stage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares a delivered job with what its destination holds now: its files, and its manifest. */
public final class Audit {
    private final Contents contents;

    public Audit(Contents contents) {
        this.contents = contents;
    }

    /** What stands at a location of the ledger. */
    @FunctionalInterface
    public interface Contents {
        /** The bytes there; null when there are none. */
        @Nullable
        InputStream open(String location) throws IOException;

        /** Files of this machine. Below the drop, neither a symbolic link nor {@code ..} is followed. */
        static Contents ofFiles(Path drop) {
            DropFolder folder = new DropFolder(drop);
            return location -> folder.open(Path.of(location));
        }
    }

    /**
     * Something that is not as it was delivered.
     *
     * @param place its location in the ledger
     * @param what is wrong with it, in words
     */
    public record Finding(String place, String what) {
        private static final String MISSING = "missing";

        /** Whether nothing is there. */
        public boolean isMissing() {
            return what.equals(MISSING);
        }
    }

    /** Whether a place can be looked at from here: what was handed over to an endpoint cannot. */
    public static boolean isReadable(String place) {
        return place.startsWith("s3://") || !Locations.isAddress(place);
    }

    /** What is missing or changed; every byte of the job's files is read, where they can be. */
    public List<Finding> of(LedgerEntry job) {
        List<Finding> findings = new ArrayList<>();
        for (DeliveredFile file : job.files()) {
            if (isReadable(file.location())) {
                add(findings, file.location(), in -> problem(in, file));
            }
        }
        String manifest = job.manifest();
        if (manifest != null && isReadable(manifest)) {
            add(findings, manifest, in -> problem(in, job));
        }
        return findings;
    }

    /** What the files of a job add to what was read. */
    public static Audited count(LedgerEntry job) {
        List<DeliveredFile> here =
                job.files().stream().filter(file -> isReadable(file.location())).toList();
        return new Audited(
                1,
                here.size(),
                job.files().size() - here.size(),
                here.stream().mapToLong(DeliveredFile::bytes).sum());
    }

    private interface Comparison {
        String problem(InputStream in) throws IOException;
    }

    private void add(List<Finding> findings, String location, Comparison comparison) {
        String problem;
        try (InputStream in = contents.open(location)) {
            problem = in == null ? Finding.MISSING : comparison.problem(in);
        } catch (IOException e) {
            problem = "cannot be read: " + RootCause.words(e);
        }
        if (!problem.isEmpty()) {
            findings.add(new Finding(location, problem));
        }
    }

    private static String problem(InputStream in, DeliveredFile file) throws IOException {
        MessageDigest digest = Sha256.digest();
        long bytes = Sha256.update(digest, in);
        if (bytes != file.bytes()) {
            return "changed: " + bytes + " bytes in place of " + file.bytes();
        }
        return Sha256.hex(digest).equals(file.sha256()) ? "" : "changed: another sha256";
    }

    private static String problem(InputStream in, LedgerEntry job) throws IOException {
        StatedJob stated;
        try {
            stated = StatedJob.read(in, job.files().size());
        } catch (JacksonException e) {
            return "cannot be read as JSON";
        }
        List<String> said = stated.files().stream()
                .map(file -> file.name() + " " + file.sha256())
                .toList();
        List<String> known = job.files().stream()
                .map(file -> file.name() + " " + file.sha256())
                .toList();
        boolean same = stated.feed().equals(job.feed()) && stated.jobId().equals(job.jobId());
        return same && said.equals(known) ? "" : "changed: it does not agree with the ledger";
    }
}
