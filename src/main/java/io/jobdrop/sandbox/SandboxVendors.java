package io.jobdrop.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.sandbox.SandboxJob.Content;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the stand-in vendors know, and how each of them puts it into JSON, as their documents say. */
final class SandboxVendors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KB = 1024;

    // The same in each run, since a vendor does not complete a job anew.
    private static final Instant BEGAN = Instant.parse("2026-01-05T12:00:00Z");

    private final Clock clock;
    private final Instant start;
    private final Function<Content, String> signedUrl;
    private final List<SandboxJob> exports = new ArrayList<>();
    private final List<SandboxJob> bulks = new ArrayList<>();
    private final List<SandboxJob> background = new ArrayList<>();
    private final List<SandboxJob> conversions = new ArrayList<>();

    /** The jobs of a fresh sandbox; {@code signedUrl} gives a result its URL, new at each call. */
    SandboxVendors(Clock clock, Function<Content, String> signedUrl) {
        this.clock = clock;
        this.start = clock.instant();
        this.signedUrl = signedUrl;
        for (int i = 1; i <= 6; i++) {
            exports.add(job("export-" + i, i < 5 ? 0 : 3 * i, i == 4, csv("export-" + i + ".csv", 700 * i * i)));
            bulks.add(job("bulk-" + i, i < 4 ? 0 : 3 * i, i == 3, json("bulk-" + i + ".json", 40 * KB * i)));
            background.add(job("users-" + i, i < 4 ? 0 : 4 * i, false, csv("users-" + i + ".csv", 20 * KB * i)));
        }
        background.add(new SandboxJob("import-1", Duration.ZERO, false, List.of()));
        conversions.add(job("convert-1", 0, false, file("photo.webp", "image/webp", 300 * KB)));
        conversions.add(new SandboxJob(
                "convert-2",
                Duration.ZERO,
                false,
                List.of(
                        file("clip.mp4", "video/mp4", 3 * KB * KB),
                        file("poster.jpg", "image/jpeg", 90 * KB),
                        file("résumé.txt", "text/plain", 400))));
        conversions.add(job("compress-1", 0, false, file("archive.zip", "application/zip", 2 * KB * KB)));
        conversions.add(job("compress-2", 0, true, file("broken.zip", "application/zip", KB)));
        conversions.add(job("convert-3", 20, false, file("later.png", "image/png", 50 * KB)));
    }

    private static SandboxJob job(String name, int seconds, boolean fails, Content content) {
        return new SandboxJob(name, Duration.ofSeconds(seconds), fails, List.of(content));
    }

    private static Content csv(String name, int size) {
        return file(name, "text/csv", size);
    }

    private static Content json(String name, int size) {
        return file(name, "application/json", size);
    }

    private static Content file(String name, String type, int size) {
        return new Content(name, type, size);
    }

    /** All results that exist, by their file names. */
    Optional<Content> content(String fileName) {
        return java.util.stream.Stream.of(exports, bulks, background, conversions)
                .flatMap(List::stream)
                .flatMap(job -> job.files().stream())
                .filter(content -> content.fileName().equals(fileName))
                .findFirst();
    }

    /** The ids of the bulk jobs, which no list gives away. */
    List<String> bulkIds() {
        return bulks.stream().map(SandboxJob::id).toList();
    }

    private int progress(SandboxJob job) {
        return job.progress(Duration.between(start, clock.instant()));
    }

    private String status(SandboxJob job, String queued) {
        int progress = progress(job);
        return progress == 100 ? job.fails() ? "failed" : "completed" : progress < 30 ? queued : "processing";
    }

    /** GET /companies/search/async/jobs. */
    ObjectNode exportList(Map<String, String> query) {
        int size = number(query, "pageSize", 20);
        int page = number(query, "page", 1);
        List<SandboxJob> jobs = filtered(exports, "pending", query.get("status"));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray("items");
        jobs.stream().skip((page - 1L) * size).limit(size).forEach(job -> {
            ObjectNode item = companyJob(job);
            item.put("requested_count", 100).put("total_matching", 90).put("exported_count", 90);
            items.add(item);
        });
        answer.put("page", page);
        answer.put("totalPages", (jobs.size() + size - 1) / size);
        return answer.put("totalItems", jobs.size());
    }

    /** GET /companies/search/async/{jobId}. */
    Optional<ObjectNode> export(String id) {
        return detail(exports, id).map(node -> node.put("requested_count", 100).put("total_matching", 90));
    }

    /** GET /companies/enrich/bulk/{jobId}. */
    Optional<ObjectNode> bulk(String id) {
        return detail(bulks, id).map(node -> node.put("total_domains", 50).put("success_count", 48));
    }

    private Optional<ObjectNode> detail(List<SandboxJob> jobs, String id) {
        return jobs.stream().filter(job -> job.id().equals(id)).findFirst().map(job -> {
            ObjectNode node = companyJob(job);
            boolean completed = status(job, "pending").equals("completed");
            node.put("results_url", completed ? signedUrl.apply(job.files().get(0)) : null);
            return node.put("error_message", status(job, "pending").equals("failed") ? "the search timed out" : null);
        });
    }

    private ObjectNode companyJob(SandboxJob job) {
        boolean finished = progress(job) == 100;
        return JSON.createObjectNode()
                .put("job_id", job.id())
                .put("status", status(job, "pending"))
                .put("credits_charged", 90)
                .put("created_at", BEGAN.minusSeconds(7200).toString())
                .put("started_at", BEGAN.minusSeconds(7100).toString())
                .put("completed_at", finished ? job.completedAt(BEGAN).toString() : null);
    }

    /** GET /v1/background_jobs. */
    ArrayNode backgroundJobs() {
        ArrayNode answer = JSON.createArrayNode();
        for (SandboxJob job : background) {
            String status = status(job, "queued");
            ObjectNode node = answer.addObject()
                    .put("job_id", job.id())
                    .put("type", job.files().isEmpty() ? "import" : "export")
                    .put("status", status)
                    .put("total_rows", 1200)
                    .put("start_time", BEGAN.minusSeconds(7200).toString())
                    .put("end_time", job.completedAt(BEGAN).toString())
                    .put("elapsed_time", 60);
            if (status.equals("completed") && !job.files().isEmpty()) {
                Content content = job.files().get(0);
                node.put("links", signedUrl.apply(content));
                node.put("filename", content.fileName());
                node.put("file_size", content.bytes().length);
            }
        }
        return answer;
    }

    /** GET /api/jobs. */
    ObjectNode conversionList(Map<String, String> query) {
        int limit = number(query, "limit", 20);
        int offset = number(query, "offset", 0);
        List<SandboxJob> jobs = filtered(conversions, "pending", query.get("status"));
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode list = answer.putArray("jobs");
        jobs.stream().skip(offset).limit(limit).forEach(job -> list.add(conversion(job)));
        answer.putObject("pagination")
                .put("limit", limit)
                .put("offset", offset)
                .put("total", jobs.size())
                .put("hasMore", offset + limit < jobs.size());
        return answer;
    }

    private ObjectNode conversion(SandboxJob job) {
        String status = status(job, "pending");
        boolean completed = status.equals("completed");
        ObjectNode node = JSON.createObjectNode()
                .put("id", job.id())
                .put("job_type", job.name().startsWith("compress") ? "compress" : "convert")
                .put("status", status)
                .put("total_files", job.files().size())
                .put("completed_files", completed ? job.files().size() : 0)
                .put("failed_files", job.fails() ? 1 : 0)
                .put("progress", progress(job))
                .put("error_message", status.equals("failed") ? "unsupported codec" : null)
                .put("created_at", BEGAN.minusSeconds(7200).toString())
                .put(
                        "completed_at",
                        progress(job) == 100 ? job.completedAt(BEGAN).toString() : null);
        if (completed) {
            ArrayNode files = node.putObject("results").putArray("files");
            job.files().forEach(content -> files.add(conversionFile(content)));
        } else {
            node.putNull("results");
        }
        return node;
    }

    // A small result comes as a data: URL, as Convertly does with its storage off.
    private ObjectNode conversionFile(Content content) {
        byte[] bytes = content.bytes();
        String url = bytes.length < KB
                ? "data:" + content.type() + ";base64," + Base64.getEncoder().encodeToString(bytes)
                : signedUrl.apply(content);
        return JSON.createObjectNode()
                .put("filename", content.fileName())
                .put("mimeType", content.type())
                .put("finalSize", bytes.length)
                .put("downloadUrl", url);
    }

    private List<SandboxJob> filtered(List<SandboxJob> jobs, String queued, @Nullable String status) {
        return jobs.stream()
                .filter(job -> status == null || status(job, queued).equals(status))
                .toList();
    }

    private static int number(Map<String, String> query, String name, int otherwise) {
        int value = Integer.parseInt(query.getOrDefault(name, Integer.toString(otherwise)));
        boolean isCount = !name.equals("offset");
        if (value < (isCount ? 1 : 0) || (isCount && !name.equals("page") && value > 100)) {
            throw new IllegalArgumentException(name + " is out of range");
        }
        return value;
    }
}
