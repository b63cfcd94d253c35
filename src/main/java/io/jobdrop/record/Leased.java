package io.jobdrop.record;

import org.jdbi.v3.core.Handle;

/** What a node holds for a time, such as claims. When it is silent for longer than the lease, others may take it. */
public interface Leased {
    /** Whether nothing is held just now. */
    boolean isEmpty();

    /**
     * Prolongs all of it, and says in a log what is not this node's any more. It may run more than once.
     *
     * @param until when the lease ends, in milliseconds since 1970
     * @return takes note of what is lost, once the transaction has ended
     */
    Runnable prolong(Handle handle, long until);

    /** Forgets all of it: others may have it by now. */
    void abandon();
}
