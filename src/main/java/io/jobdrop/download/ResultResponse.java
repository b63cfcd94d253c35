package io.jobdrop.download;

import io.jobdrop.http.ContentCodings;
import io.jobdrop.http.HeaderText;
import io.jobdrop.job.NotReady;
import io.jobdrop.name.Disposition;
import io.jobdrop.name.JobNames;
import io.jobdrop.name.ResultHead;
import io.jobdrop.page.PartPaging;
import io.jobdrop.stage.Checkpoint;
import io.jobdrop.vendor.RateLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The head of a result host's response. Everything in it is the host's claim. */
record ResultResponse(int status, Map<String, String> headers) {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern ERROR_CODE = Pattern.compile("<Code>([A-Za-z0-9.]{1,60})</Code>");
    private static final int ERROR_BYTES = 4096;
    private static final Set<String> SINGLE = Set.of("location", "content-disposition", "content-type");

    static ResultResponse of(Message message) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        message.getHeaders().keySet().forEach(name -> {
            String value = value(name, message.getHeader(name));
            if (value != null) {
                headers.put(name, value.strip());
            }
        });
        return new ResultResponse(message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class), headers);
    }

    // A header that occurs several times is a list in Camel, and one list by commas in HTTP: RFC 9110 5.3.
    private static @Nullable String value(String name, @Nullable Object value) {
        if (value instanceof Collection<?> values && !values.isEmpty()) {
            return SINGLE.contains(name.toLowerCase(Locale.ROOT))
                    ? String.valueOf(values.iterator().next())
                    : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value == null ? null : value.toString();
    }

    static ResultResponse of(DataUrl data) {
        return new ResultResponse(
                200, Map.of("Content-Length", Integer.toString(data.length()), "Content-Type", data.contentType()));
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    boolean isRedirect() {
        return status >= 300 && status < 400 && status != 304 && headers.containsKey("Location");
    }

    String location() {
        return HeaderText.decoded(headers.getOrDefault("Location", ""));
    }

    /** Whether the host accepts the request and has no file yet: RFC 9110 15.3.3 and 15.3.5. */
    boolean isNotReady() {
        return status == 202 || status == 204;
    }

    /** Whether a body that ends too early is told from one that is whole: RFC 9112 6.3. */
    boolean announcesItsEnd() {
        return length() >= 0
                || headers.getOrDefault("Transfer-Encoding", "")
                        .toLowerCase(Locale.ROOT)
                        .contains("chunked");
    }

    private long length() {
        String value = headers.getOrDefault("Content-Length", "");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : -1;
    }

    /** What is known of a result before its first byte. */
    Checkpoint checkpoint(Download download) {
        // It is stored, and a host may repeat the key.
        JobNames names = download.names();
        String type = headers.get("Content-Type");
        ResultHead head = new ResultHead(
                download.host(),
                names.redacted(download.path()),
                type == null ? null : names.redacted(type),
                coding(),
                Disposition.fileName(headers.getOrDefault("Content-Disposition", ""), names::redacted));
        ResultParts parts = download.parts();
        Checkpoint.Part part = parts.looksInside() ? null : parts.part(this::header, PartPaging.unread());
        // What is read in a body is read in the whole of it, and what is not kept cannot be resumed.
        boolean resumable = !parts.looksInside() && parts.isStorable(part);
        return new Checkpoint(
                        download.target(head),
                        Checkpoint.Announced.of(download.result(), download.asked()),
                        head,
                        new Checkpoint.Version(resumable ? validator() : null, length()),
                        download.startedAt().toString())
                .of(part);
    }

    private @Nullable String coding() {
        return ContentCodings.in(headers.get("Content-Encoding"));
    }

    /** Only a strong validator tells that two parts are of one version: RFC 9110 8.8.1 and 8.8.2.2. */
    private @Nullable String validator() {
        String tag = headers.getOrDefault("ETag", "");
        if (tag.matches("\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"")) {
            return tag;
        }
        String modified = headers.getOrDefault("Last-Modified", "");
        try {
            Duration age = Duration.between(date(modified), date(headers.getOrDefault("Date", "")));
            return age.compareTo(Duration.ofSeconds(1)) >= 0 ? modified : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ZonedDateTime date(String value) {
        return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    /** What is staged, when this is its rest and of the same version; empty when it is something else. */
    Optional<Checkpoint> continuation(Checkpoint staged, Download download) {
        Matcher range = CONTENT_RANGE.matcher(headers.getOrDefault("Content-Range", ""));
        if (!range.matches() || Long.parseLong(range.group(1)) != staged.flushed()) {
            return Optional.empty();
        }
        long total = range.group(3).equals("*") ? staged.total() : Long.parseLong(range.group(3));
        boolean sameLength = staged.total() < 0 || total == staged.total();
        boolean inside = total < 0 || Long.parseLong(range.group(2)) < total;
        boolean sameVersion = !headers.containsKey(staged.hasEntityTag() ? "ETag" : "Last-Modified")
                || String.valueOf(staged.validator()).equals(validator());
        boolean samePlace = staged.head().host().equals(download.host())
                && (staged.hasEntityTag() || staged.head().path().equals(download.path()));
        boolean sameCoding = Objects.equals(staged.head().contentEncoding(), coding());
        return sameLength && inside && sameVersion && samePlace && sameCoding
                ? Optional.of(staged.ofTotal(total))
                : Optional.empty();
    }

    /** Whether this is just the part that was asked for, and of the same version as what is known. */
    boolean isPart(Checkpoint staged, Download download, int length) {
        Matcher range = CONTENT_RANGE.matcher(headers.getOrDefault("Content-Range", ""));
        return continuation(staged, download).isPresent()
                && range.matches()
                && Long.parseLong(range.group(2)) == staged.flushed() + length - 1;
    }

    /** Whether the host gives parts: RFC 9110 14.3. */
    boolean offersRanges() {
        return status == 206 || headers.getOrDefault("Accept-Ranges", "").equalsIgnoreCase("bytes");
    }

    /** The error code in the body of a refusal, as object stores write it; empty when there is none. */
    String code(InputStream body) throws IOException {
        String text = new String(body.readNBytes(ERROR_BYTES), StandardCharsets.UTF_8);
        Matcher code = ERROR_CODE.matcher(text);
        return code.find() ? " " + code.group(1) : "";
    }

    /** What a result is that is still being made. Its pause is its own: the account's gate keeps it for no other. */
    NotReady notReady(Download download, Instant now) {
        return new NotReady(
                download.result() + " is not ready yet: the result host " + download.host() + " answered " + status
                        + "; the next attempt asks again",
                RateLimits.retryAfter(headers, now).map(now::plus).orElse(null));
    }
}
