package io.jobdrop.config;

/**
 * How large the parts of an upload are. S3 takes at most 10,000: the first half have the set size, and the others are so
 * large that the longest result allowed fits, which for most settings is the same.
 */
public record PartSizes(long first, long later) {
    static final long SMALLEST = 5L << 20;
    private static final int MOST_PARTS = 10_000;
    private static final int FIRST_HALF = MOST_PARTS / 2;

    /** Sizes in bytes for uploads of up to {@code longest} bytes. */
    public static PartSizes of(long partSize, long longest) {
        long rest = Math.max(0, longest - partSize * FIRST_HALF);
        long needed = (rest + FIRST_HALF - 1) / FIRST_HALF;
        return new PartSizes(partSize, Math.max(partSize, needed));
    }

    /** The most memory that so many workers take for parts, in bytes. */
    public static long memory(Settings settings, int workers) {
        PartSizes sizes = of(settings.bytes("jobdrop.drop.s3.part-size"), settings.bytes("jobdrop.download.max-size"));
        return sizes.later() * (settings.count("jobdrop.drop.s3.parallel") + 1) * workers;
    }

    /** The size of a part, by its number from 1. */
    public int of(int number) {
        return Math.toIntExact(number <= FIRST_HALF ? first : later);
    }
}
