package io.jobdrop.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a job's results.
 *
 * @param manifest where the manifest is: an absolute path, or an address with a scheme; null where none was wanted
 * @param files the results, in the vendor's order
 * @param content the manifest's JSON; null when the destination does not say
 */
public record Delivery(
        @Nullable String manifest,
        List<DeliveredFile> files,
        @Nullable String content) {
    /** One whose destination does not say what is in the manifest. */
    public Delivery(@Nullable String manifest, List<DeliveredFile> files) {
        this(manifest, files, null);
    }
}
