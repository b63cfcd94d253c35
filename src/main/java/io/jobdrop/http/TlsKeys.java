package io.jobdrop.http;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust and who we are in TLS. Making one takes time, so that clients share it.
 *
 * @param anonymous for hosts that do not get the client certificate
 * @param certified for those that get it; null when there is none
 */
public record TlsKeys(Client anonymous, @Nullable Client certified) {
    /** A context, and the keys with which it was made. */
    record Client(SSLContext context, ClientKeys keys) {
        static Client of(@Nullable X509KeyManager key, TrustManager trust) throws GeneralSecurityException {
            ClientKeys keys = new ClientKeys(key);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return new Client(context, keys);
        }
    }

    /** The authorities that Java trusts, and no client certificate; made once. */
    public static TlsKeys ofJava() {
        return Java.KEYS;
    }

    /**
     * Further authorities beside those that Java trusts, and a client certificate.
     *
     * @throws GeneralSecurityException when a store does not hold what is needed
     */
    public static TlsKeys of(@Nullable KeyStore trusted, @Nullable KeyStore key, String password)
            throws GeneralSecurityException {
        TrustManager trust = new ExplainedTrust(trustManager(trusted));
        return new TlsKeys(Client.of(null, trust), key == null ? null : Client.of(keyManager(key, password), trust));
    }

    private static X509KeyManager keyManager(KeyStore key, String password) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key, password.toCharArray());
        for (KeyManager manager : keys.getKeyManagers()) {
            if (manager instanceof X509KeyManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("Java has no key manager for certificates");
    }

    /** How many authorities are trusted with these further ones. */
    static int authorities(@Nullable KeyStore trusted) throws GeneralSecurityException {
        return trustManager(trusted).getAcceptedIssuers().length;
    }

    // One store of all, so that a chain may use the authorities of both.
    private static X509ExtendedTrustManager trustManager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        X509ExtendedTrustManager java = init(null);
        if (trusted == null) {
            return java;
        }
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            for (X509Certificate authority : java.getAcceptedIssuers()) {
                all.setCertificateEntry("java-" + all.size(), authority);
            }
            for (X509Certificate authority : init(trusted).getAcceptedIssuers()) {
                all.setCertificateEntry("own-" + all.size(), authority);
            }
            return init(all);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X509ExtendedTrustManager init(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("Java has no trust manager for certificates");
    }

    private static final class Java {
        private static final TlsKeys KEYS = make();

        private static TlsKeys make() {
            try {
                return of(null, null, "");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Java's own trust store cannot be read", e);
            }
        }
    }
}
