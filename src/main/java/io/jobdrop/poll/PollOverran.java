package io.jobdrop.poll;

/** A poll that took longer than it may. What its pages gave so far is delivered all the same. */
public final class PollOverran extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PollOverran(String message) {
        super(message);
    }
}
