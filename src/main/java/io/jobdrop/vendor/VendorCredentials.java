package io.jobdrop.vendor;

import io.jobdrop.config.Auth;
import io.jobdrop.config.AuthScheme;
import io.jobdrop.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.Function;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** The credentials that the settings of a vendor describe: {@code VENDOR.auth} and what belongs to it. */
public final class VendorCredentials implements Credentials {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;

    private final String vendor;
    private final Settings settings;
    private final OwnHosts hosts;
    private final Keys keys;
    private volatile String accepted = "";

    /** Where the key comes from. */
    interface Keys {
        /** The key to send now. */
        String current() throws IOException;

        /** The key to send after the vendor refused this one; the same where there is no other. */
        String insteadOf(String refused) throws IOException;
    }

    /** A key that is a setting: read anew each time, since a mounted file may hold another one by now. */
    private record Fixed(String key, Settings settings) implements Keys {
        @Override
        public String current() {
            return settings.get(key);
        }

        @Override
        public String insteadOf(String refused) {
            return current();
        }
    }

    private VendorCredentials(String vendor, Settings settings, Keys keys) {
        this.vendor = vendor;
        this.settings = settings;
        this.hosts = new OwnHosts(vendor, settings);
        this.keys = keys;
    }

    /**
     * The credentials of a vendor. Nothing is fetched before they are needed.
     *
     * @param beans gives those of the engineer's own by their names
     * @param network is applied to each client that fetches an access token
     */
    public static Credentials of(
            String vendor,
            Settings settings,
            Throttles gates,
            OpenRequests requests,
            Function<String, @Nullable Object> beans,
            Clock clock,
            HttpClientConfigurer network) {
        Auth auth = Auth.of(settings, vendor);
        if (auth == Auth.SIGNATURE) {
            return new SignedRequests(vendor, settings, beans);
        }
        if (!auth.isOAuth2()) {
            return new VendorCredentials(vendor, settings, new Fixed(vendor + ".token", settings));
        }
        TokenEndpoint endpoint = new TokenEndpoint(vendor, settings, gates, requests, network);
        return new VendorCredentials(
                vendor, settings, new AccessTokens(Grant.of(vendor, auth, settings), endpoint, clock));
    }

    @Override
    public boolean isOwn(URI url) {
        return hosts.have(url);
    }

    @Override
    public void addTo(HttpRequest request, String scheme) throws IOException {
        hosts.require(request);
        AuthScheme place = place(scheme);
        request.setHeader(place.header(), place.with(keys.current()));
    }

    @Override
    public boolean renewAfter(HttpRequest asked, String scheme, int status, int before) throws IOException {
        AuthScheme place = place(scheme);
        Header sent = asked.getFirstHeader(place.header());
        if (sent == null) {
            return false;
        }
        String key = place.keyIn(sent.getValue());
        if (status < BAD_REQUEST) {
            accepted = key;
        }
        if (status != UNAUTHORIZED) {
            return false;
        }
        boolean mayHelp =
                before == 0 || (before < MOST_RENEWALS && (key.equals(accepted) || !key.equals(keys.current())));
        return mayHelp && !keys.insteadOf(key).equals(key);
    }

    private AuthScheme place(String ofFeed) {
        return AuthScheme.of(settings.get(vendor + ".auth-scheme", ofFeed));
    }
}
