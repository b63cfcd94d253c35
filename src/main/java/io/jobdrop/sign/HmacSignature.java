package io.jobdrop.sign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signature by a keyed hash (RFC 2104) over parts of the request. The properties of the bean say which parts are signed,
 * and which headers carry what comes of it.
 */
public final class HmacSignature implements RequestSignature {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]+)}");
    private static final Set<String> SIGNED =
            new TreeSet<>(Set.of("method", "host", "path", "query", "target", "body", "bodyHash", "time"));
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Set<String> FRAMING =
            Set.of("host", "content-length", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer");
    private static final Set<String> SENT = new TreeSet<>(Set.of("signature", "time"));
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Map<String, Function<Instant, String>> TIMES = Map.of(
            "seconds",
            now -> Long.toString(now.getEpochSecond()),
            "milliseconds",
            now -> Long.toString(now.toEpochMilli()),
            "iso",
            now -> now.truncatedTo(ChronoUnit.SECONDS).toString(),
            "http",
            HTTP_DATE::format);
    private static final Map<String, Function<byte[], String>> ENCODINGS =
            Map.of("hex", HexFormat.of()::formatHex, "base64", Base64.getEncoder()::encodeToString);

    private final Clock clock;
    private String text = "{method}\n{target}\n{time}\n{body}";
    private String algorithm = "HmacSHA256";
    private String encoding = "hex";
    private String header = "X-Signature";
    private String value = "{signature}";
    private String timeHeader = "";
    private String timeFormat = "seconds";

    public HmacSignature() {
        this(Clock.systemUTC());
    }

    HmacSignature(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is signed. It may hold <code>{method}</code>, <code>{host}</code>, <code>{path}</code>, <code>{query}</code>,
     * <code>{target}</code> (path and query), <code>{body}</code>, <code>{bodyHash}</code> (by the hash of the algorithm) and
     * <code>{time}</code>.
     */
    public void setText(String text) {
        this.text = checked("text", text, SIGNED);
    }

    /** The name that Java has for it, such as {@code HmacSHA256}, the default, or {@code HmacSHA512}. */
    public void setAlgorithm(String algorithm) {
        hash(algorithm, "");
        mac(algorithm, "key", "");
        this.algorithm = algorithm;
    }

    /** How the signature and <code>{bodyHash}</code> are written: {@code hex}, the default, or {@code base64}. */
    public void setEncoding(String encoding) {
        this.encoding = oneOf("encoding", encoding, ENCODINGS.keySet());
    }

    /** The header that carries the signature; {@code X-Signature} by default. */
    public void setHeader(String header) {
        this.header = headerName("header", header);
    }

    /** What that header holds: <code>{signature}</code>, and <code>{time}</code>, among other text. */
    public void setValue(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("value: a header holds no line break and no control character");
        }
        this.value = checked("value", value, SENT);
    }

    /** The header that carries the time; none by default. */
    public void setTimeHeader(String timeHeader) {
        this.timeHeader = headerName("timeHeader", timeHeader);
    }

    /** {@code seconds}, the default, or {@code milliseconds} since 1970, {@code iso} (RFC 3339) or {@code http} (RFC 9110 5.6.7). */
    public void setTimeFormat(String timeFormat) {
        this.timeFormat = oneOf("timeFormat", timeFormat, TIMES.keySet());
    }

    @Override
    public Map<String, String> of(Unsigned request, String key) {
        String time = Objects.requireNonNull(TIMES.get(timeFormat)).apply(clock.instant());
        String signed = filled(
                text,
                Map.of(
                        "method", request.method(),
                        "host", request.url().getRawAuthority(),
                        "path", request.path(),
                        "query", request.query(),
                        "target", request.target(),
                        "body", request.body(),
                        "bodyHash", encoded(hash(algorithm, request.body())),
                        "time", time));
        String signature = encoded(mac(algorithm, key, signed));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(header, filled(value, Map.of("signature", signature, "time", time)));
        if (!timeHeader.isEmpty()) {
            headers.put(timeHeader, time);
        }
        return headers;
    }

    private String encoded(byte[] bytes) {
        return Objects.requireNonNull(ENCODINGS.get(encoding)).apply(bytes);
    }

    private static String filled(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1)))));
    }

    private static byte[] mac(String algorithm, String key, String signed) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), algorithm));
            return mac.doFinal(signed.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw unknown(algorithm, e);
        }
    }

    // HmacSHA256 goes with SHA-256.
    private static byte[] hash(String algorithm, String body) {
        String name = algorithm.replaceFirst("(?i)^Hmac", "").replaceFirst("(?i)^SHA(?=\\d)", "SHA-");
        try {
            return MessageDigest.getInstance(name).digest(body.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw unknown(algorithm, e);
        }
    }

    private static IllegalArgumentException unknown(String algorithm, Exception cause) {
        return new IllegalArgumentException(
                "algorithm: this Java has no '" + algorithm + "'; write HmacSHA256 or the like", cause);
    }

    // RFC 9110 5.1. What frames a message is the client's to say.
    private static String headerName(String property, String name) {
        if (!NAME.matcher(name).matches() || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(property + ": '" + name + "' is no header that a signature may set");
        }
        return name;
    }

    private static String checked(String property, String template, Set<String> places) {
        PLACE.matcher(template).results().forEach(place -> oneOf(property, place.group(1), places));
        return template;
    }

    private static String oneOf(String property, String word, Set<String> all) {
        if (!all.contains(word)) {
            throw new IllegalArgumentException(
                    property + ": '" + word + "' is none of " + String.join(", ", new TreeSet<>(all)));
        }
        return word;
    }
}
