package io.jobdrop.download;

import io.jobdrop.Feed;
import io.jobdrop.config.Settings;
import io.jobdrop.config.VendorReach;
import io.jobdrop.http.Reach;
import io.jobdrop.job.Held;
import io.jobdrop.job.RetryLater;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Unpack;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.ExchangeProperty;

/**
 * What the vendor announces of results that are not fetched. The host to which a download would go first is judged as {@link
 * ResultHttp} does, and gets no request. Its name is resolved, unless a proxy would be asked for it.
 */
public final class AnnouncedResults {
    private final AddressGuard guard;
    private final Settings settings;
    private final Collection<Feed> feeds;
    private final Clock clock;
    private boolean anywhere;

    public AnnouncedResults(AddressGuard guard, Settings settings, Collection<Feed> feeds, Clock clock) {
        this.guard = guard;
        this.settings = settings;
        this.feeds = feeds;
        this.clock = clock;
    }

    /** From now on no host is judged: a recording is about what the vendor's API answers. */
    public AnnouncedResults anywhere() {
        anywhere = true;
        return this;
    }

    /**
     * A result that was begun, or its parts where the vendor says how many there are. One that its URL carries is finished.
     *
     * @throws Held when it has no public address, and the settings do not name it
     * @throws RetryLater when its name cannot be resolved
     */
    public List<StagedResult> of(@ExchangeProperty("feed") Feed feed, @ExchangeProperty("download") Download download) {
        ResultUrl url = download.nextUrl();
        if (url == null) {
            return named(feed, download.parts().staged().stream());
        }
        if (!anywhere) {
            requirePublic(download.job().vendor(), url);
        }
        Instant now = clock.instant();
        return named(
                feed,
                ResultParts.announced(feed.download().parts(), download.parts().whole()).stream()
                        .map(part -> StagedResult.announced(part, download.announced(part), now)));
    }

    private static List<StagedResult> named(Feed feed, Stream<StagedResult> results) {
        return results.map(
                        result -> result.named(Unpack.announced(feed.download().unpack(), result.path())))
                .toList();
    }

    private void requirePublic(String vendor, ResultUrl url) {
        AddressGuard vendors = guard.forResultsOf(
                feeds.stream().filter(feed -> feed.vendor().equals(vendor)).toList(), settings);
        Reach reach = VendorReach.of(settings, vendor);
        String host = ResultRoutes.bare(url.host());
        if (reach.isByProxy(host, url.port())) {
            vendors.requirePublic(url.host(), url.port());
            return;
        }
        try {
            new GuardedResolver(vendors).resolve(host, url.port());
        } catch (UnknownHostException e) {
            throw new RetryLater("the result host " + url.host() + " cannot be reached: " + e.getMessage(), e);
        }
    }
}
