package io.jobdrop.vendor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.jobdrop.config.Settings;
import io.jobdrop.job.Held;
import io.jobdrop.job.Redacted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;

/**
 * Reads a vendor's answer as JSON (RFC 8259): in the charset that it names or UTF-8, of any size that
 * {@code jobdrop.api.max-size} lets through, and with every digit of its numbers.
 */
public final class VendorResponse {
    // A byte order mark says what the text is in, whatever the header says: Unicode 23.8.
    private static final List<Charset> MARKED =
            List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);
    // RFC 9110 15.3.3 promises no content with it.
    private static final int ACCEPTED = 202;
    private static final int REDIRECTS = 300;
    private static final int MOST_DIGITS = 1_000_000;
    private static final int GLANCE_BYTES = 4096;
    private static final int GLANCE = 80;

    private static final int SHARE_OF_MEMORY = 16;
    private static final int BYTES_PER_TOKEN = 512;

    private final Settings settings;
    private final long mostBytes;
    private final long mostTokens;
    private final ObjectMapper json;

    /** With the limits of the settings. */
    public VendorResponse(Settings settings) {
        this(settings, Runtime.getRuntime().maxMemory());
    }

    /** With so many bytes of memory in all. A value in JSON may take a hundred times the bytes that it is written in. */
    VendorResponse(Settings settings, long memory) {
        this.settings = settings;
        this.mostBytes = Math.min(settings.bytes("jobdrop.api.max-size"), memory / SHARE_OF_MEMORY);
        this.mostTokens = memory / BYTES_PER_TOKEN;
        int most = (int) Math.min(Integer.MAX_VALUE, mostBytes);
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(most)
                        .maxNameLength(most)
                        .maxNumberLength(MOST_DIGITS)
                        .maxTokenCount(mostTokens)
                        .build())
                .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
                // What Python writes by default.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        json = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** The most bytes of a body: {@code jobdrop.api.max-size}, as far as memory allows. */
    public long mostBytes() {
        return mostBytes;
    }

    /**
     * What an answer says: null when it has no content (204, and 202 where it has none), or is a refusal without JSON. To
     * some feeds a refusal is an answer, which may explain itself.
     *
     * @throws NoJson when a success is no JSON; the next answer may be one
     * @throws Held when a success has more values than memory allows
     */
    JsonNode read(int status, byte[] body, String type) throws NoJson {
        boolean isEmpty = body.length == 0 && (status == ACCEPTED || status >= REDIRECTS);
        if (status == ResponseHead.NO_CONTENT || isEmpty) {
            return NullNode.getInstance();
        }
        try {
            return parse(body, type);
        } catch (NoJson | Held e) {
            if (status < REDIRECTS) {
                throw e;
            }
            return NullNode.getInstance();
        }
    }

    /**
     * The JSON of a body.
     *
     * @param type its content type, as the vendor says it; may be empty
     * @throws NoJson when it is none; the next answer may be one
     * @throws Held when it has more values than memory allows
     */
    public JsonNode parse(byte[] body, String type) throws NoJson {
        Optional<Charset> marked =
                MARKED.stream().filter(charset -> begins(body, mark(charset))).findFirst();
        Charset charset = marked.orElseGet(() -> charset(type));
        int begin = marked.map(found -> mark(found).length).orElse(0);
        try {
            JsonNode read = charset.equals(StandardCharsets.UTF_8)
                    ? json.readTree(body, begin, body.length - begin)
                    : json.readTree(new InputStreamReader(
                            new ByteArrayInputStream(body, begin, body.length - begin), charset.newDecoder()));
            if (!read.isMissingNode()) {
                return read;
            }
        } catch (StreamConstraintsException e) {
            if (String.valueOf(e.getMessage()).startsWith("Token count")) {
                throw new Held(
                        "an answer has more than " + mostTokens + " values and names in it, which Java's memory does"
                                + " not hold; raise that memory (JOBDROP_JAVA_OPTS) if it is meant",
                        e);
            }
            throw new NoJson(glance(body, type, charset), e);
        } catch (IOException e) {
            throw new NoJson(glance(body, type, charset), e);
        }
        throw new NoJson(glance(body, type, charset), null);
    }

    private static byte[] mark(Charset charset) {
        return "\ufeff".getBytes(charset);
    }

    private static boolean begins(byte[] body, byte[] mark) {
        return body.length >= mark.length && Arrays.equals(body, 0, mark.length, mark, 0, mark.length);
    }

    // UTF-8 where none is named that we know; ASCII is a part of it.
    private static Charset charset(String type) {
        ContentType parsed = ContentType.parseLenient(type);
        Charset named = parsed == null ? null : parsed.getCharset();
        return named == null || named.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : named;
    }

    // What came, in a few words. Our key is taken out before anything is cut, since half of it is a secret too.
    private String glance(byte[] body, String type, Charset charset) {
        ContentType parsed = ContentType.parseLenient(type);
        String kind = parsed == null ? "no content type" : Redacted.line(String.valueOf(parsed.getMimeType()));
        String text = new String(body, 0, Math.min(body.length, GLANCE_BYTES), charset);
        String words = Redacted.line(settings.redact(text).replaceAll("\\s+", " "));
        if (words.isEmpty()) {
            return kind + " with an empty body";
        }
        int end = words.offsetByCodePoints(0, Math.min(GLANCE, words.codePointCount(0, words.length())));
        return kind + ", " + body.length + " bytes: " + words.substring(0, end) + (end < words.length() ? "…" : "");
    }
}
