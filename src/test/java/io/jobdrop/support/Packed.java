package io.jobdrop.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files that are packed. */
public final class Packed {
    private Packed() {}

    /** A gzip file with a member for each content. */
    public static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(member);
            }
        }
        return packed.toByteArray();
    }

    /** A zip file of names and contents in turn; a name that ends with a slash is a folder. */
    public static byte[] zip(String... entries) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(packed)) {
            for (int i = 0; i < entries.length; i += 2) {
                out.putNextEntry(new ZipEntry(entries[i]));
                out.write(entries[i + 1].getBytes(UTF_8));
            }
        }
        return packed.toByteArray();
    }
}
