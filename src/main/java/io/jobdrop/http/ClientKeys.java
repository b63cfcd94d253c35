package io.jobdrop.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificate, or none, which remembers the servers that wanted one. Such a server may end the connection
 * without a word: with TLS 1.3 its refusal comes after the handshake, and may be lost when we write to it.
 */
final class ClientKeys extends X509ExtendedKeyManager {
    private final @Nullable X509KeyManager keys;
    // A handshake calls this in the thread that connects, and may fail before anybody has its socket.
    private final ThreadLocal<Boolean> asked = new ThreadLocal<>();

    ClientKeys(@Nullable X509KeyManager keys) {
        this.keys = keys;
    }

    /** Whether the server of the handshake that this thread has just made wanted a certificate; told once. */
    boolean wereAsked() {
        boolean were = asked.get() != null;
        asked.remove();
        return were;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable Socket connection) {
        asked.set(true);
        return keys == null ? null : keys.chooseClientAlias(types, issuers, connection);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return keys == null ? null : keys.getClientAliases(type, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.getPrivateKey(alias);
    }
}
