package io.jobdrop.vendor;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import org.apache.camel.ExchangeProperty;

/** The addresses of requests to vendors' APIs. */
public final class VendorAddress {
    private final Settings settings;

    public VendorAddress(Settings settings) {
        this.settings = settings;
    }

    /** The URL of a path below {@code VENDOR.url}. */
    public String of(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("vendorPath") String path) {
        // A path is put behind an address, so that a slash at its end would be one too many.
        return settings.get(feed.vendor() + ".url").replaceAll("/+$", "") + path;
    }
}
