package io.jobdrop.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.download.Sha256;
import io.jobdrop.record.LedgerEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a delivered job with what the drop holds now: its files, and its manifest. */
public final class Audit {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Audit() {}

    /**
     * Something that is not as it was delivered.
     *
     * @param place an absolute path
     * @param what is wrong with it, in words
     */
    public record Finding(String place, String what) {}

    /** What is missing or changed; every byte of the job's files is read. */
    public static List<Finding> of(LedgerEntry job) {
        List<Finding> findings = new ArrayList<>();
        for (DeliveredFile file : job.files()) {
            String problem = problem(file);
            if (!problem.isEmpty()) {
                findings.add(new Finding(file.location(), problem));
            }
        }
        String manifest = job.manifest();
        if (manifest != null) {
            String problem = problem(Path.of(manifest), job);
            if (!problem.isEmpty()) {
                findings.add(new Finding(manifest, problem));
            }
        }
        return findings;
    }

    private static String problem(DeliveredFile file) {
        Path path = Path.of(file.location());
        try {
            if (!Files.isRegularFile(path)) {
                return "missing";
            }
            long bytes = Files.size(path);
            if (bytes != file.bytes()) {
                return "changed: " + bytes + " bytes in place of " + file.bytes();
            }
            return Sha256.of(path).equals(file.sha256()) ? "" : "changed: another sha256";
        } catch (IOException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    private static String problem(Path manifest, LedgerEntry job) {
        if (!Files.isRegularFile(manifest)) {
            return "missing";
        }
        try {
            JsonNode json = JSON.readTree(manifest.toFile());
            List<String> said = new ArrayList<>();
            json.path("files")
                    .forEach(file -> said.add(file.path("name").asText() + " "
                            + file.path("sha256").asText()));
            List<String> known = job.files().stream()
                    .map(file -> file.name() + " " + file.sha256())
                    .toList();
            boolean same = json.path("feed").asText().equals(job.feed())
                    && json.path("jobId").asText().equals(job.jobId());
            return same && said.equals(known) ? "" : "changed: it does not agree with the ledger";
        } catch (IOException e) {
            return "cannot be read as JSON";
        }
    }
}
