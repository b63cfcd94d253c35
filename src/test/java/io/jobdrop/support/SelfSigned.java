package io.jobdrop.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate for localhost that nobody trusts, but who takes the trust store or the PEM file. */
public record SelfSigned(Path keyStore, Path trustStore, Path pem) {
    public static final String PASSWORD = "test-password";

    static SelfSigned in(Path folder) throws IOException {
        Path keyStore = folder.resolve("key.p12").toAbsolutePath();
        generate(keyStore, folder.resolve("keytool.log"));
        try {
            Certificate certificate = load(keyStore).getCertificate("server");
            return new SelfSigned(keyStore, trustStore(certificate, folder), pem(certificate, folder));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A context for a client that trusts the certificate and no other. */
    public SSLContext trusting() throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(trustStore));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    // The JDK makes no certificates by its public classes.
    private static void generate(Path keyStore, Path log) throws IOException {
        String options = "-J-XX:TieredStopAtLevel=1 -genkeypair -alias server -keyalg EC -groupname secp256r1"
                + " -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1 -validity 30 -storetype PKCS12";
        List<String> command = new ArrayList<>(List.of(options.split(" ")));
        command.add(
                0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (keytool.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path trustStore(Certificate certificate, Path folder) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        Path file = folder.resolve("trust.p12").toAbsolutePath();
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static Path pem(Certificate certificate, Path folder) throws IOException, GeneralSecurityException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(certificate.getEncoded());
        String text = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        return Files.writeString(folder.resolve("trust.pem").toAbsolutePath(), text);
    }
}
