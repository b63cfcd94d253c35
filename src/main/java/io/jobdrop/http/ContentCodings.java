package io.jobdrop.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The codings that a Content-Encoding names (RFC 9110 8.4), in the order in which they were applied. Only registered ones
 * count (IANA HTTP Content Coding Registry): hosts also write {@code none}, {@code utf-8} or {@code binary} there, which
 * change nothing.
 */
public final class ContentCodings {
    private static final Map<String, String> SUFFIXES = Map.of(
            "gzip", ".gz",
            "compress", ".Z",
            "deflate", ".deflate",
            "br", ".br",
            "zstd", ".zst",
            "dcb", ".dcb",
            "dcz", ".dcz",
            "exi", ".exi",
            "pack200-gzip", ".pack.gz",
            "aes128gcm", ".aes128gcm");
    private static final int MOST = 8;

    private ContentCodings() {}

    /** The registered codings in a header's value, by commas and by their usual names; null when there is none. */
    public static @Nullable String in(@Nullable String contentEncoding) {
        List<String> codings = list(contentEncoding);
        return codings.isEmpty() ? null : String.join(", ", codings);
    }

    /** What a file's name shows of each coding, such as {@code .gz}. */
    public static List<String> suffixes(@Nullable String contentEncoding) {
        return list(contentEncoding).stream()
                .map(coding -> SUFFIXES.getOrDefault(coding, ""))
                .toList();
    }

    // A hostile host may write the same word a thousand times.
    private static List<String> list(@Nullable String contentEncoding) {
        return contentEncoding == null
                ? List.of()
                : Stream.of(contentEncoding.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .map(coding ->
                                coding.equals("x-gzip") || coding.equals("x-compress") ? coding.substring(2) : coding)
                        .filter(SUFFIXES::containsKey)
                        .limit(MOST)
                        .toList();
    }
}
