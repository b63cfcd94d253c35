package io.jobdrop.vendor;

import io.jobdrop.config.PlainHttp;
import io.jobdrop.config.Settings;
import java.net.URI;
import org.apache.hc.core5.http.HttpRequest;

/**
 * The hosts that may get a vendor's credentials: the origin of {@code VENDOR.url}, and the hosts of {@code VENDOR.hosts},
 * each at the usual port of its scheme or at the port that the setting names.
 */
final class OwnHosts {
    private final String vendor;
    private final Settings settings;

    OwnHosts(String vendor, Settings settings) {
        this.vendor = vendor;
        this.settings = settings;
    }

    boolean have(URI url) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        return http && url.getHost() != null && have(Origin.of(url));
    }

    boolean have(Origin origin) {
        return origin.equals(Origin.of(URI.create(settings.get(vendor + ".url")))) || isNamed(origin);
    }

    /**
     * Makes sure that credentials go to these hosts only.
     *
     * @throws IllegalStateException when the request is to another
     */
    void require(HttpRequest request) {
        if (request.getAuthority() == null || !have(Origin.of(request))) {
            throw new IllegalStateException("a request for " + vendor + " was about to carry its key elsewhere");
        }
    }

    private boolean isNamed(Origin origin) {
        return settings.list(vendor + ".hosts").stream()
                        .anyMatch(named -> origin.equals(Origin.ofHost(origin.scheme(), named)))
                && (origin.scheme().equals("https") || PlainHttp.isTrusted(settings, origin.host(), origin.port()));
    }
}
