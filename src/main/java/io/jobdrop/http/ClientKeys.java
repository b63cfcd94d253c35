package io.jobdrop.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificate, or none, which remembers the servers that wanted one. Such a server may end the connection
 * without a word: with TLS 1.3 its refusal comes after the handshake, and may be lost when we write to it.
 */
final class ClientKeys extends X509ExtendedKeyManager {
    private final @Nullable X509KeyManager keys;
    private final Set<Socket> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    ClientKeys(@Nullable X509KeyManager keys) {
        this.keys = keys;
    }

    /** Whether the server at the other end wanted a certificate; told once. */
    boolean wereAskedBy(Socket connection) {
        return asked.remove(connection);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] types, Principal @Nullable [] issuers, @Nullable Socket connection) {
        if (connection != null) {
            asked.add(connection);
        }
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
