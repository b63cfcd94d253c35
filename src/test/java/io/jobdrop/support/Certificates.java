package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A company's own authority, and the certificates that it issues, all in one folder. */
public final class Certificates {
    public static final String PASSWORD = "st0re-Qx81zW";

    private final Path folder;
    private final Path store;
    private final Path authority;

    public Certificates(Path folder) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
        keytool("-alias", "ca", "-dname", "CN=Acme Private CA", "-ext", "bc:c", "-validity", "300");
        this.authority = folder.resolve("ca.pem");
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(load(store).getCertificate("ca").getEncoded());
        Files.writeString(
                authority, "# our own\n-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    /** The certificate of the authority, in PEM. */
    public Path authority() {
        return authority;
    }

    /** A key store with one certificate: {@code options} are keytool's. */
    public Path issue(String name, String... options) throws IOException, GeneralSecurityException {
        List<String> all = new ArrayList<>(List.of("-alias", name, "-dname", "CN=" + name, "-signer", "ca"));
        all.addAll(List.of(options));
        keytool(all.toArray(String[]::new));
        KeyStore one = empty();
        KeyStore from = load(store);
        Certificate[] chain = {from.getCertificate(name), from.getCertificate("ca")};
        one.setKeyEntry(name, from.getKey(name, PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        return write(one, name + ".p12");
    }

    /** A store that holds the authority and no key. */
    public Path authorityOnly() throws IOException, GeneralSecurityException {
        KeyStore one = empty();
        one.setCertificateEntry("ca", load(store).getCertificate("ca"));
        return write(one, "ca.p12");
    }

    /** What a server presents; its clients may have certificates of the same authority. */
    public SSLContext server(Path keyStore) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(keyStore), PASSWORD.toCharArray());
        KeyStore clients = empty();
        clients.setCertificateEntry("ca", load(store).getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private Path write(KeyStore one, String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            one.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        return one;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    // The JDK makes no certificates by its public classes.
    private void keytool(String... options) throws IOException {
        Path log = folder.resolve("keytool.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (keytool.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }
}
