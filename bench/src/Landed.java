package bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Whether a folder has what a tool was to bring: a fast run that brought less is worth nothing. */
final class Landed {
    private static final int PATIENCE = 200;

    private Landed() {}

    /** Checks that so many results are there, and that one of them, a job's, has its bytes. */
    static void check(Path folder, long files, long job, long size) throws IOException {
        List<Path> landed = results(folder);
        if (landed.size() != files) {
            throw new IllegalStateException(landed.size() + " of " + files + " files landed in " + folder);
        }
        Path one = landed.stream()
                .filter(path -> path.toString().contains(VendorJson.id(job)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing of job " + job + " landed"));
        if (!hash(one).equals(new Body().digest(job, size))) {
            throw new IllegalStateException(one + " has other bytes than the stand-in sent");
        }
    }

    /** The same for a tool that runs on, and may not have put its last file in place. */
    static void await(Path folder, long files, long job, long size) throws IOException, InterruptedException {
        for (int i = 0; i < PATIENCE && results(folder).size() < files; i++) {
            Thread.sleep(50);
        }
        check(folder, files, job, size);
    }

    // Hidden folders are staging, hidden files notes; a file that moves meanwhile is found the next time.
    private static List<Path> results(Path folder) throws IOException {
        try (Stream<Path> all = Files.find(folder, 3, (path, attributes) -> attributes.isRegularFile())) {
            return all.filter(path -> !folder.relativize(path).toString().matches("(.*/)?[.].*"))
                    .filter(path -> !path.endsWith("manifest.json"))
                    .toList();
        }
    }

    private static String hash(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
