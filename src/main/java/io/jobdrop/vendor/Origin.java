package io.jobdrop.vendor;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of a URL, in the form in which two of them are equal when they are the same: RFC 6454 4. */
record Origin(String scheme, String host, int port) {
    /** The origin of a URL that has a scheme and a host. */
    static Origin of(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort() > 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, url.getHost().toLowerCase(Locale.ROOT), port);
    }

    @Override
    public String toString() {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }
}
