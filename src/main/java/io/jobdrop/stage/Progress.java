package io.jobdrop.stage;

/** Is told how transfers advance. It must be quick: it is called between two buffers. */
public interface Progress {
    /** Nobody watches. */
    Progress NONE = (what, expected) -> bytes -> {};

    /**
     * A transfer begins.
     *
     * @param expected its length in bytes, or -1 when nobody knows
     */
    Transfer begin(String what, long expected);

    /** The same for one that continues behind bytes that are there already. */
    default Transfer begin(String what, long from, long expected) {
        return begin(what, expected);
    }

    /** One transfer under way. */
    @FunctionalInterface
    interface Transfer extends AutoCloseable {
        /** More bytes have arrived. */
        void advance(int bytes);

        @Override
        default void close() {}
    }
}
