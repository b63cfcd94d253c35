package io.jobdrop.queue;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Where the workers of a consumer find their messages. */
interface Messages {
    /**
     * Takes one out.
     *
     * @param orphan only one that a node had which died
     * @return null when there is none
     */
    @Nullable
    Exchange poll(boolean orphan);

    /** Takes out the one of this name; null when there is none. */
    default @Nullable Exchange named(String name) {
        return null;
    }

    /** How many of them must be worked on before a stop. */
    int size();

    /** From now on this consumer is woken for each message that comes; null for nobody. */
    void consumedBy(@Nullable OnDemandConsumer consumer);
}
