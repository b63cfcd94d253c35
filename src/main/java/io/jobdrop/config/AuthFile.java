package io.jobdrop.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;

/**
 * The users who may see the status page: lines of the form {@code user:hash}. A hash is one of SHA-512 or SHA-256 crypt,
 * as {@code openssl passwd -6} and {@code mkpasswd} print it. Blank lines, and those that begin with #, are left out.
 */
public final class AuthFile {
    /** The setting that names the file. */
    static final String KEY = "jobdrop.http.auth-file";

    private static final Pattern HASH =
            Pattern.compile("\\$[56]\\$(rounds=\\d{4,6}\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43,86}");
    private static final long MOST_BYTES = 1 << 20;
    // An unknown user takes as much time as a known one.
    private static final String NOBODY = "$6$jobdropjobdrop$0RjL/gHqa5bGhXREpcaUIwMZXl8nIIppt.YRoDEJBnx"
            + "ZQlxrmJjofLL8b3QeKAYW1I7rhXeZqWWQV1ZOK32LG0";

    private final Map<String, String> hashes;

    private AuthFile(Map<String, String> hashes) {
        this.hashes = hashes;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with the line that is wrong; the message holds nothing of its hash
     */
    public static AuthFile read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException(file + " is larger than 1 MB");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).replaceFirst("^\\x{FEFF}", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !HASH.matcher(line.substring(colon + 1)).matches()) {
                throw new IllegalArgumentException(
                        "line " + number + " of " + file + " is not user:hash; 'openssl passwd -6' prints such a hash");
            }
            if (hashes.put(line.substring(0, colon), line.substring(colon + 1)) != null) {
                throw new IllegalArgumentException("line " + number + " of " + file + " names a user again");
            }
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException(file + " names no user; write lines user:hash");
        }
        return new AuthFile(hashes);
    }

    /** Adds what is wrong with the file that these settings name. */
    static void check(Settings settings, List<Problem> problems) {
        if (settings.get(KEY).isEmpty()) {
            return;
        }
        Path file = settings.path(KEY);
        try {
            read(file);
        } catch (IOException e) {
            String why = Files.exists(file)
                    ? "cannot be read; check its permissions and its encoding (UTF-8)"
                    : "does not exist";
            problems.add(new Problem(settings.origin(KEY), KEY + ": " + file + " " + why));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(settings.origin(KEY), KEY + ": " + e.getMessage()));
        }
    }

    /** Whether this is the password of this user. It takes the same time for each user. */
    public boolean accepts(String user, String password) {
        String known = hashes.get(user);
        String hash = known == null ? NOBODY : known;
        String given = Crypt.crypt(password, hash);
        boolean same = MessageDigest.isEqual(
                given.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
        return known != null && same;
    }
}
