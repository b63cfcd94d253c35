package io.jobdrop.job;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file that a job made, as the vendor announces it.
 *
 * @param index its place among the job's results, from 1
 * @param url where it is; a credential, so it is never shown and never stored
 * @param name the vendor's name for it, not yet safe to use; null when it gave none
 * @param size its length in bytes, where the vendor says so
 * @param checksum its {@link Checksum} as the vendor writes it; null where it says none
 * @param parts in how many parts it comes; 0 where the vendor does not say, or it comes in one
 */
public record Result(
        int index,
        String url,
        @Nullable String name,
        OptionalLong size,
        @Nullable String checksum,
        int parts) {
    /** A result of which the vendor says no checksum, and which comes in one. */
    public Result(int index, String url, @Nullable String name, OptionalLong size) {
        this(index, url, name, size, null, 0);
    }

    @Override
    public String toString() {
        return "result " + index;
    }
}
