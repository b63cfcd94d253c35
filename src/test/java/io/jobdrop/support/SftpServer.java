package io.jobdrop.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SFTP server on loopback whose disk may be full and whose connections may break. */
public final class SftpServer implements AutoCloseable {
    public static final String USER = "lander";
    public static final String PASSWORD = "pa55+w%rd&Zq81";

    private static final int MEGABYTE = 1 << 20;

    private final Path root;
    private final KeyPair hostKey = hostKey();
    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private volatile long room = Long.MAX_VALUE;
    private final AtomicReference<Runnable> cut = new AtomicReference<>();
    private volatile String refused = "";

    public SftpServer(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root));
        SftpSubsystemFactory sftp = new SftpSubsystemFactory();
        sftp.addSftpEventListener(new Watch());
        server.setSubsystemFactories(List.of(sftp));
        server.start();
    }

    public int port() {
        return server.getPort();
    }

    /** The line of a known_hosts file. */
    public String knownHost() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n";
    }

    /** Its disk takes so many bytes of a file. */
    public void hasRoomFor(long bytes) {
        room = bytes;
    }

    /** The next connection that brings more than a megabyte of a file ends there. */
    public void cutsAConnection() {
        atAMegabyte(() -> {});
    }

    /** Does something once, when more than a megabyte of a file has come, and ends the connection. */
    public void atAMegabyte(Runnable first) {
        cut.set(first);
    }

    /** A file of this name is not taken. */
    public void refuses(String name) {
        refused = name;
    }

    public void isWellAgain() {
        room = Long.MAX_VALUE;
        refused = "";
    }

    /** What clients did, in order: open, rename, remove, each with the path. */
    public List<String> steps() {
        return List.copyOf(steps);
    }

    /** All files, as paths below the root. */
    public List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    public Path path(String below) {
        return root.resolve(below);
    }

    private static KeyPair hostKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Watch implements SftpEventListener {
        @Override
        public void open(ServerSession session, String remoteHandle, org.apache.sshd.sftp.server.Handle handle)
                throws IOException {
            if (handle instanceof FileHandle) {
                steps.add("open " + handle.getFile());
                if (!refused.isEmpty() && handle.getFile().endsWith(refused)) {
                    throw new IOException("not this one");
                }
            }
        }

        @Override
        public void writing(
                ServerSession session,
                String remoteHandle,
                FileHandle handle,
                long offset,
                byte[] data,
                int dataOffset,
                int length)
                throws IOException {
            long bytes = offset + length;
            Runnable first = bytes > MEGABYTE ? cut.getAndSet(null) : null;
            if (first != null) {
                first.run();
                session.close(true);
                throw new IOException("cut");
            }
            if (bytes > room) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void moving(ServerSession session, Path from, Path to, Collection<java.nio.file.CopyOption> options) {
            steps.add("rename " + from + " " + to);
        }

        @Override
        public void removing(ServerSession session, Path path, boolean isDirectory) {
            steps.add("remove " + path);
        }
    }
}
