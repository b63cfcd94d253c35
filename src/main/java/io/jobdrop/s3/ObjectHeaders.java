package io.jobdrop.s3;

import io.jobdrop.job.Job;
import io.jobdrop.job.JobId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside an object's bytes. Everything in it that comes from vendors is made fit for a header first.
 *
 * @param contentType a media type (RFC 9110 8.3)
 * @param contentEncoding such as gzip; null when there is none
 * @param contentDisposition the vendor's name for it (RFC 6266)
 */
record ObjectHeaders(
        String contentType,
        @Nullable String contentEncoding,
        @Nullable String contentDisposition,
        Map<String, String> metadata) {
    private static final Pattern TOKENS =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,80}(, [A-Za-z0-9!#$&^_.+-]{1,80}){0,8}");
    private static final Pattern TYPE = Pattern.compile(
            "[A-Za-z0-9!#$&^_.+-]{1,80}/[A-Za-z0-9!#$&^_.+-]{1,80}( {0,4}; {0,4}[A-Za-z0-9-]{1,40}=\"?[A-Za-z0-9._:+-]{1,80}\"?){0,8}");
    private static final String UNKNOWN = "application/octet-stream";
    private static final int LONGEST_ID = 1024;
    private static final String PLAIN = "!#$&+-.^_`|~";

    /** Those of a result. */
    static ObjectHeaders of(
            Job job,
            String name,
            OptionalLong vendorSize,
            @Nullable String contentType,
            @Nullable String contentEncoding) {
        Map<String, String> metadata = ofJob(job);
        vendorSize.ifPresent(size -> metadata.put("vendor-size", Long.toString(size)));
        return new ObjectHeaders(
                contentType != null && TYPE.matcher(contentType).matches() ? contentType : UNKNOWN,
                contentEncoding != null && TOKENS.matcher(contentEncoding).matches() ? contentEncoding : null,
                "attachment; filename=\"" + ascii(name) + "\"; filename*=UTF-8''" + escaped(name),
                metadata);
    }

    /** What every object of a job says. */
    static Map<String, String> ofJob(Job job) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("feed", job.feed());
        String id = escaped(job.id());
        // All metadata of an object together may have 2 KB.
        metadata.put("job-id", id.length() > LONGEST_ID ? JobId.fileName(job.id()) : id);
        return metadata;
    }

    /** The same with the hash of the content, which is known before the first byte only of what is put at once. */
    ObjectHeaders withSha256(String sha256) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put("sha256", sha256);
        return new ObjectHeaders(contentType, contentEncoding, contentDisposition, more);
    }

    private static String ascii(String name) {
        return name.replaceAll("[^ -~]|[\"\\\\%]", "_");
    }

    // RFC 8187 3.2.1
    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            text.append(plain ? Character.toString(c) : String.format("%%%02X", (int) c));
        }
        return text.toString();
    }
}
