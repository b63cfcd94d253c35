package io.jobdrop.page;

/** A page that cannot be believed. It ends the scan; what earlier pages gave is delivered all the same. */
public final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PageException(String message) {
        super(message);
    }
}
