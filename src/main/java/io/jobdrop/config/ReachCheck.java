package io.jobdrop.config;

import io.jobdrop.http.KeyStores;
import io.jobdrop.job.Redacted;
import java.security.KeyStore;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds what is wrong with the proxies and certificates of vendors, by opening the files; it connects to nobody. */
final class ReachCheck {
    private final Settings settings;
    private final List<Problem> problems;
    private final Clock clock;

    ReachCheck(Settings settings, List<Problem> problems, Clock clock) {
        this.settings = settings;
        this.problems = problems;
        this.clock = clock;
    }

    /** Checks the settings of all vendors, and those of each. */
    void run(Collection<String> vendors) {
        Stream.concat(Stream.of("jobdrop"), vendors.stream().distinct()).forEach(owner -> {
            proxy(owner + ".proxy.");
            store(owner + ".tls.trust-store", TlsFiles.Store::trusted);
            store(owner + ".tls.key-store", TlsFiles.Store::key);
        });
    }

    private void proxy(String prefix) {
        if (settings.get(prefix + "user").indexOf(':') >= 0) {
            report(
                    prefix + "user",
                    "'" + Redacted.line(settings.get(prefix + "user"))
                            + "' holds a colon, which no user of a proxy may have");
        }
        if (settings.get(prefix + "user").isEmpty()
                && !settings.get(prefix + "password").isEmpty()) {
            report(prefix + "password", "is set, and " + prefix + "user is not");
        }
    }

    private void store(String key, Function<TlsFiles.Store, KeyStore> open) {
        String file = settings.get(key);
        if (file.isEmpty() || file.equals(VendorReach.NONE)) {
            return;
        }
        TlsFiles.Store store = VendorReach.store(settings, key);
        try {
            KeyStore opened = open.apply(store);
            KeyStores.expired(opened, clock.instant())
                    .ifPresent(end -> problems.add(new Problem(
                            settings.origin(key),
                            store + " holds a certificate that expired on "
                                    + end.atZone(ZoneOffset.UTC).toLocalDate(),
                            false)));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(settings.origin(key), store + " " + e.getMessage()));
        }
    }

    private void report(String key, String what) {
        problems.add(new Problem(settings.origin(key), key + " " + what));
    }
}
