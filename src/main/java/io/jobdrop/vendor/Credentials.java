package io.jobdrop.vendor;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What proves to a vendor which account asks: a key, an access token that is fetched when it is needed, or a
 * signature. One object
 * serves all requests of a vendor, in any number of threads.
 *
 * <p>An access token is fetched through the account's {@link Throttle}: call these methods before the request itself has
 * its turn there.
 */
public interface Credentials {
    /** How often a request is repeated with renewed ones. */
    int MOST_RENEWALS = 3;

    /**
     * Whether a URL may get them: one of the origin of {@code VENDOR.url}, or of a host that {@code VENDOR.hosts} names, by
     * https, or by http where {@link io.jobdrop.config.PlainHttp} trusts that host.
     */
    boolean isOwn(URI url);

    /**
     * Adds them to a request that has its scheme and authority, in the place of any that it has.
     *
     * @param scheme how the feed sends the key, its {@code authScheme}; the setting {@code VENDOR.auth-scheme} wins
     * @throws IllegalStateException when the request is to none of the vendor's own hosts
     * @throws IOException when they cannot be got now, but soon may
     * @throws io.jobdrop.job.JobFailure when they cannot be got until a setting changes, or the vendor wants a pause
     */
    void addTo(HttpRequest request, String scheme) throws IOException;

    /**
     * Completes a request that has got them and whose turn it is: what holds for a short time, such as a signature with
     * the time, is made when the {@link Throttle} lets the request through.
     */
    default void atItsTurn(HttpRequest request) throws IOException {}

    /**
     * Renews them after the vendor has answered 401, once; and again, as often as {@link #MOST_RENEWALS}, where the renewed
     * ones have been accepted meanwhile, since other requests may have used them up.
     *
     * @param asked the request, with the credentials that {@link #addTo} gave it
     * @param status the HTTP status of the answer to it
     * @param before how often they were renewed for this request
     * @return whether there are other ones now, so that it makes sense to send a new request with them
     */
    boolean renewAfter(HttpRequest asked, String scheme, int status, int before) throws IOException;
}
