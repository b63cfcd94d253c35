package io.jobdrop.config;

import io.jobdrop.http.KeyStores;
import io.jobdrop.http.TlsKeys;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of certificates that settings name, each combination of them read once. */
final class TlsFiles {
    private final Map<List<Store>, TlsKeys> made = new ConcurrentHashMap<>();

    /** A file and its password, and the setting that names it. */
    record Store(String setting, Path file, String password) {
        static final Store NONE = new Store("", Path.of(""), "");

        boolean isNone() {
            return setting.isEmpty();
        }

        KeyStore trusted() {
            return KeyStores.trusted(file, password);
        }

        KeyStore key() {
            return KeyStores.key(file, password);
        }

        WrongSetting wrong(Exception failure) {
            return new WrongSetting(setting + " (" + file + ") " + failure.getMessage(), failure);
        }

        // It may be printed by whoever holds it.
        @Override
        public String toString() {
            return setting + " (" + file + ")";
        }
    }

    /**
     * What these two stores hold.
     *
     * @throws WrongSetting when one of them cannot be read
     */
    TlsKeys keys(Store trusted, Store key) {
        if (trusted.isNone() && key.isNone()) {
            return TlsKeys.ofJava();
        }
        return made.computeIfAbsent(List.of(trusted, key), stores -> read(trusted, key));
    }

    private static TlsKeys read(Store trusted, Store key) {
        Store reading = trusted;
        try {
            KeyStore authorities = trusted.isNone() ? null : trusted.trusted();
            reading = key;
            KeyStore own = key.isNone() ? null : key.key();
            return TlsKeys.of(authorities, own, key.password());
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw reading.wrong(e);
        }
    }
}
