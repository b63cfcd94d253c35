package io.jobdrop.s3;

/**
 * How large the parts of an upload are. S3 takes at most 10,000: the first half have the set size, and the others are so
 * large that the longest result allowed fits, which for most settings is the same.
 */
record PartSizes(long first, long later) {
    static final long SMALLEST = 5L << 20;
    private static final int MOST_PARTS = 10_000;
    private static final int FIRST_HALF = MOST_PARTS / 2;

    /** Sizes in bytes for uploads of up to {@code longest} bytes. */
    static PartSizes of(long partSize, long longest) {
        long rest = Math.max(0, longest - partSize * FIRST_HALF);
        long needed = (rest + FIRST_HALF - 1) / FIRST_HALF;
        return new PartSizes(partSize, Math.max(partSize, needed));
    }

    /** The size of a part, by its number from 1. */
    int of(int number) {
        return Math.toIntExact(number <= FIRST_HALF ? first : later);
    }
}
