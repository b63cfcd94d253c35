package io.jobdrop.record;

import io.jobdrop.job.DeliveredFile;
import io.jobdrop.job.Delivery;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where delivered files are, as the ledger keeps it: a path below the drop is relative, so that the drop can be moved.
 * Objects and files at endpoints have an address with a scheme, and files elsewhere on this machine an absolute path.
 *
 * <p>It neither looks at files nor refuses a location that leads out of the drop: who opens a file does.
 */
public final class Locations {
    // One letter before the colon is a drive of Windows.
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:");
    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\]|[A-Za-z]:");
    private static final String HERE = "./";

    private final Path drop;

    /** Locations below this folder. */
    Locations(Path drop) {
        this.drop = drop.toAbsolutePath().normalize();
    }

    /** How the ledger keeps a location. */
    @Nullable
    String stored(@Nullable String location) {
        if (location == null || !location.startsWith(start(drop))) {
            return location;
        }
        String path = location.substring(start(drop).length()).replace(File.separatorChar, '/');
        // RFC 3986 4.2: a colon in the first part would read as the end of a scheme.
        return path.substring(0, (path + "/").indexOf('/')).indexOf(':') < 0 ? path : HERE + path;
    }

    /** How the ledger keeps those of a delivery. */
    Delivery stored(Delivery delivery) {
        return new Delivery(
                stored(delivery.manifest()),
                delivery.files().stream()
                        .map(file -> new DeliveredFile(
                                file.name(),
                                file.bytes(),
                                file.sha256(),
                                Objects.requireNonNull(stored(file.location()))))
                        .toList(),
                delivery.content());
    }

    /** Whether it has a scheme, such as {@code s3:}, and so is no file of this machine. */
    public static boolean isAddress(String location) {
        return ADDRESS.matcher(location).lookingAt();
    }

    /** Where what is kept so is now: an absolute path, or an address. */
    String now(String location) {
        if (isAddress(location) || ABSOLUTE.matcher(location).lookingAt()) {
            return location;
        }
        String path = location.startsWith(HERE) ? location.substring(HERE.length()) : location;
        return start(drop) + path.replace('/', File.separatorChar);
    }

    /** What the migration of earlier ledgers has to know, as the inside of SQL's texts. */
    Map<String, String> placeholders() {
        return Map.of("drop", quoted(start(drop)), "realDrop", quoted(start(real(drop))));
    }

    private static String start(Path folder) {
        String text = folder.toString();
        return text.endsWith(File.separator) ? text : text + File.separator;
    }

    private static String quoted(String text) {
        return text.replace("'", "''");
    }

    // A drop that is not there has nothing that a link leads to.
    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder;
        }
    }
}
