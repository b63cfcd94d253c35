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

    /** The address of the feed's vendor, without a slash at its end: paths are put behind it. */
    public String of(@ExchangeProperty("feed") Feed feed) {
        return of(settings, feed.vendor());
    }

    static String of(Settings settings, String vendor) {
        return settings.get(vendor + ".url").replaceAll("/+$", "");
    }
}
