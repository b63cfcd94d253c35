package io.jobdrop.support;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * The inputs of one try of a property: something that holds for every input is tried with many that are made up, the
 * edges of each range more often than by chance. A failure names the seed of its try;
 * {@code -Djobdrop.test.seed=SEED} begins with that one.
 */
public final class Generated {
    private static final int TRIES = 1000;
    /** What texts are made of: letters, and what paths, URLs, headers, JSON and file systems trip over. */
    private static final List<String> PIECES = List.of(
            "a",
            "Z",
            "7",
            " ",
            ".",
            "..",
            "/",
            "\\",
            ":",
            "%",
            "%2e",
            "\"",
            "'",
            "<",
            "&",
            "=",
            "+",
            "~",
            "_",
            "-",
            "$",
            "\0",
            "\t",
            "\r\n",
            "\u007f",
            "\u00a0",
            "\u00ad",
            "\u00e9",
            "e\u0301",
            "\u0130",
            "\u2028",
            "\u202e",
            "\u200d",
            "\ufeff",
            "\uffff",
            "\ud800",
            "\udc00",
            "\ud83d\ude00",
            "con",
            "nul.",
            ".csv",
            "2026-01-05",
            "1e9");

    private final SplittableRandom random;

    private Generated(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Tries a property with 1000 inputs. */
    public static void check(ThrowingConsumer<Generated> property) {
        check(TRIES, property);
    }

    public static void check(int tries, ThrowingConsumer<Generated> property) {
        long first = Long.getLong("jobdrop.test.seed", System.nanoTime());
        for (long seed = first; seed < first + tries; seed++) {
            try {
                property.accept(new Generated(seed));
            } catch (Throwable e) {
                throw new AssertionError("with -Djobdrop.test.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    public boolean bool() {
        return random.nextBoolean();
    }

    /** A whole number; both ends are possible, and likely. */
    public int number(int min, int max) {
        return (int) number((long) min, (long) max);
    }

    public long number(long min, long max) {
        return switch (random.nextInt(20)) {
            case 0 -> min;
            case 1 -> max;
            case 2 -> Math.min(max, min + 1);
            default -> random.nextLong(min, max + 1);
        };
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    public <T> List<T> list(int min, int max, Supplier<T> entry) {
        return Stream.generate(entry).limit(number(min, max)).toList();
    }

    /** Of UTF-16 units: also of half characters, of control characters, and of none at all. */
    public String text(int max) {
        StringBuilder text = new StringBuilder();
        int length = number(0, bool() ? Math.min(max, 12) : max);
        int kind = random.nextInt(4);
        while (text.length() < length) {
            switch (kind == 3 ? random.nextInt(3) : kind) {
                case 0 -> text.append(oneOf(PIECES));
                case 1 -> text.append((char) random.nextInt(' ', 127));
                default -> text.appendCodePoint(random.nextInt(bool() ? 0x250 : Character.MAX_CODE_POINT + 1));
            }
        }
        return text.substring(0, length);
    }

    /** Of up to 255 UTF-16 units. */
    public String text() {
        return text(255);
    }
}
