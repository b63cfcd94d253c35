package io.jobdrop.poll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jobdrop.Feed;
import io.jobdrop.job.IdPattern;
import io.jobdrop.job.JobId;
import io.jobdrop.job.Redacted;
import io.jobdrop.record.JobLedger;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of job ids that somebody dropped into a feed's inbox: plain text with one id a line, CSV with a {@code job_id}
 * column, or the JSON that the vendor answered when the job was created (one object, or an array of them). The column
 * and the field are found in letters of any case.
 */
public final class InboxFile {
    private static final Logger LOG = LoggerFactory.getLogger(InboxFile.class);
    private static final String FIELD = "job_id";
    private static final IdPattern ANY = new IdPattern(".*");
    private static final long MAX_BYTES = 64L << 20;
    // A number keeps its digits.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JobLedger ledger;

    /** An id that was found, or the reason why there is none. */
    private record Found(String text, String problem) {}

    public InboxFile(JobLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * Registers the ids of a file. What does not fit is written to {@code NAME.rejected} beside it, with the reason.
     *
     * @return how many ids were new
     */
    public int register(@ExchangeProperty("feed") Feed feed, @Body File file) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        List<String> rejected = new ArrayList<>();
        for (Found found : read(file.toPath())) {
            Optional<String> id = found.problem().isEmpty() ? idIn(feed, found.text()) : Optional.empty();
            id.ifPresentOrElse(
                    ids::add, () -> rejected.add(Redacted.line(found.text()) + " # " + problem(feed, found)));
        }
        int entered = ledger.register(feed.name(), ids);
        LOG.info("{} inbox: {} of {} ids in {} are new", feed, entered, ids.size(), file.getName());
        if (!rejected.isEmpty()) {
            Path list = file.toPath().resolveSibling(file.getName() + ".rejected");
            Files.write(list, rejected);
            LOG.warn("{} inbox: {} entries of {} are no job ids; see {}", feed, rejected.size(), file.getName(), list);
        }
        return entered;
    }

    /** The id that a text names, in the form in which it is stored; empty when it names none of the feed's. */
    public static Optional<String> idIn(Feed feed, String text) {
        return pattern(feed).idIn(text).filter(JobId::isSafe).map(JobId::canonical);
    }

    private static IdPattern pattern(Feed feed) {
        IdPattern declared = feed.job().idPattern();
        return declared == null ? ANY : declared;
    }

    private static String problem(Feed feed, Found found) {
        if (!found.problem().isEmpty()) {
            return found.problem();
        }
        return pattern(feed)
                .idIn(found.text())
                .map(id -> JobId.problem(id).orElse("is no id"))
                .orElseGet(() -> "does not match " + pattern(feed));
    }

    private static List<Found> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            return List.of(new Found(String.valueOf(file.getFileName()), "is larger than 64 MB, it was not read"));
        }
        String text;
        try {
            text = Files.readString(file).replace("\uFEFF", "").strip();
        } catch (MalformedInputException e) {
            return List.of(new Found(String.valueOf(file.getFileName()), "is no text in UTF-8"));
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return json(text);
        }
        String head = text.lines().findFirst().orElse("");
        return head.toLowerCase(Locale.ROOT).contains(FIELD) ? csv(text) : lines(text);
    }

    private static List<Found> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> new Found(line, ""))
                .toList();
    }

    private static List<Found> json(String text) {
        List<Found> found = new ArrayList<>();
        try {
            JsonNode json = JSON.readTree(text);
            for (JsonNode entry : json.isArray() ? json : JSON.createArrayNode().add(json)) {
                JsonNode id = entry.isObject() ? field(entry) : entry;
                boolean given = id.isTextual() || id.isNumber();
                found.add(given ? new Found(id.asText(), "") : new Found(entry.toString(), "has no " + FIELD));
            }
        } catch (JsonProcessingException e) {
            found.add(new Found("the file", "looks like JSON, but is none: " + Redacted.line(e.getOriginalMessage())));
        } catch (NumberFormatException e) {
            found.add(new Found("the file", "looks like JSON, but has a number with too large an exponent"));
        }
        return found;
    }

    // The field as it is spelt here wins over one in letters of another case.
    private static JsonNode field(JsonNode entry) {
        return entry.has(FIELD)
                ? entry.path(FIELD)
                : entry.properties().stream()
                        .filter(field -> field.getKey().equalsIgnoreCase(FIELD))
                        .findFirst()
                        .map(Map.Entry::getValue)
                        .orElse(MissingNode.getInstance());
    }

    private static List<Found> csv(String text) {
        String head = text.lines().findFirst().orElse("");
        char separator = head.contains(";") ? ';' : head.contains("\t") ? '\t' : ',';
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(separator)
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .setIgnoreHeaderCase(true)
                .setIgnoreSurroundingSpaces(true)
                .setAllowMissingColumnNames(true)
                .get();
        List<Found> found = new ArrayList<>();
        try (CSVParser rows = CSVParser.parse(text, format)) {
            for (CSVRecord row : rows) {
                boolean given = row.isMapped(FIELD)
                        && row.isSet(FIELD)
                        && !row.get(FIELD).isEmpty();
                found.add(
                        given
                                ? new Found(row.get(FIELD), "")
                                : new Found("row " + row.getRecordNumber(), "has no " + FIELD));
            }
        } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
            found.add(new Found(
                    "the file", "looks like CSV, but is none: " + Redacted.line(String.valueOf(e.getMessage()))));
        }
        return found;
    }
}
