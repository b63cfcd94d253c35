package io.jobdrop.http;

import java.net.SocketTimeoutException;

/** How long a connection may go on waiting for the other side; the socket asks before each read. */
interface Patience {
    /** The nanoseconds that are left; zero or less when there are none. */
    long left();

    /** Says which time was exceeded, and by which setting. */
    SocketTimeoutException lost();

    /** So many nanoseconds were spent waiting for bytes. */
    default void waited(long nanos) {}

    /** So many bytes of a body arrived. */
    default void received(long bytes) {}
}
