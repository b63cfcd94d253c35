package io.jobdrop.http;

import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/**
 * Certificates in files. Each method throws an {@link IllegalArgumentException} that says what is wrong with a file, to be
 * put behind its name; it shows no password.
 */
public final class KeyStores {
    // Bundles of certificates may begin with comments.
    private static final int HEAD = 16 << 10;

    private KeyStores() {}

    /** Certificates of authorities, in a file of PEM, PKCS12 or JKS. */
    public static KeyStore trusted(Path file, String password) {
        KeyStore store = isPem(file) ? pem(file) : open(file, password);
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    return store;
                }
            }
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
        throw new IllegalArgumentException(
                password.isEmpty()
                        ? "holds no certificate of an authority, or has a password"
                        : "holds no certificate of an authority");
    }

    /** A key with its certificate, in a file of PKCS12 or JKS, where both have the same password. */
    public static KeyStore key(Path file, String password) {
        if (isPem(file)) {
            throw new IllegalArgumentException(
                    "is PEM; make PKCS12 of it: openssl pkcs12 -export -in CERTIFICATE -inkey KEY -out FILE");
        }
        KeyStore store = open(file, password);
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password.toCharArray()) != null) {
                    return store;
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new IllegalArgumentException("holds a key with another password than its own", e);
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
        throw new IllegalArgumentException("holds no key");
    }

    /** When the first of the certificates ends that are no longer valid at a time; empty when all are valid. */
    public static Optional<Instant> expired(KeyStore store, Instant now) {
        try {
            return Collections.list(store.aliases()).stream()
                    .map(alias -> certificate(store, alias))
                    .filter(X509Certificate.class::isInstance)
                    .map(certificate ->
                            ((X509Certificate) certificate).getNotAfter().toInstant())
                    .filter(end -> end.isBefore(now))
                    .min(Instant::compareTo);
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static Certificate certificate(KeyStore store, String alias) {
        try {
            return store.getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        }
    }

    private static KeyStore open(Path file, String password) {
        try {
            // Certificates of authorities are no secret, so that a store of them may need no password.
            return KeyStore.getInstance(file.toFile(), password.isEmpty() ? null : password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? new IllegalArgumentException("has another password", e)
                    : unreadable(e);
        }
    }

    private static boolean isPem(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("does not exist", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static KeyStore pem(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(e);
        }
    }

    private static IllegalArgumentException unreadable(Exception e) {
        return new IllegalArgumentException("cannot be read: " + RootCause.words(e), e);
    }
}
