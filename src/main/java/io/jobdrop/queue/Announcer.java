package io.jobdrop.queue;

/** Tells the nodes of an offer, so that one of them takes it before others look for it. */
public interface Announcer extends AutoCloseable {
    /** Nobody is told: whoever looks takes what is free. */
    Announcer NONE = new Announcer() {
        @Override
        public boolean isThere() {
            return false;
        }

        @Override
        public boolean announce(String feed, String jobId) {
            return false;
        }

        @Override
        public void close() {}
    };

    /** Whether it tells of offers just now. */
    boolean isThere();

    /**
     * Tells of an offer.
     *
     * @return whether it could
     */
    boolean announce(String feed, String jobId);

    @Override
    void close();
}
