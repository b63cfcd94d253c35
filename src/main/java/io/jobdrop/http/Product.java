package io.jobdrop.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who we are: the version of the build, its commit, and the Camel that it was built with. */
public final class Product {
    private static final String TEXT = text();

    /** The version of the build; {@code development} without one. */
    public static final String VERSION = value("version", "development");

    /** The short hash of the commit that was built; {@code unknown} when it was built without a repository. */
    public static final String COMMIT = value("commit", "unknown");

    /** The version of Camel. */
    public static final String CAMEL = value("camel", "unknown");

    /** Our name and version, as hosts see it: RFC 9110 10.1.5. */
    static final String USER_AGENT = "Jobdrop/" + VERSION;

    private Product() {}

    // Without a build the file still holds its placeholders.
    private static String value(String name, String otherwise) {
        Matcher line = Pattern.compile("(?m)^" + name + " ([A-Za-z0-9.+-]+)$").matcher(TEXT);
        return line.find() ? line.group(1) : otherwise;
    }

    private static String text() {
        try (InputStream in = Product.class.getResourceAsStream("version.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
