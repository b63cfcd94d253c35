package io.jobdrop.stage;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * A zip file that is read from its begin to its end, so that the memory does not depend on how many entries it claims.
 * The number of entries at its end has to be that of those that are there. Folders do not count as files.
 */
final class ZippedFile implements AutoCloseable {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int UNSAID = 0xffff;

    private final ZipInputStream zip;
    private final int announced;
    private int entries;

    /**
     * Opens a file.
     *
     * @throws ZipException when it has no end of a zip file
     */
    ZippedFile(Path file) throws IOException {
        announced = entriesAtEnd(file);
        // Latin-1 keeps the bytes of names whose charset nobody says.
        zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)), StandardCharsets.ISO_8859_1);
    }

    private static int entriesAtEnd(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(0, channel.size() - END_BYTES - LONGEST_COMMENT);
            ByteBuffer tail = ByteBuffer.allocate((int) (channel.size() - from)).order(ByteOrder.LITTLE_ENDIAN);
            channel.position(from);
            int read = 0;
            while (tail.hasRemaining() && read >= 0) {
                read = channel.read(tail);
            }
            for (int at = tail.position() - END_BYTES; at >= 0; at--) {
                boolean fits = at + END_BYTES + (tail.getShort(at + 20) & 0xffff) == tail.position();
                if (tail.getInt(at) == END && fits) {
                    return tail.getShort(at + 10) & 0xffff;
                }
            }
        }
        throw new ZipException("it does not end as zip does");
    }

    /**
     * Goes to the next file; empty behind the last.
     *
     * @throws ZipException when the file is damaged, or entries are missing
     */
    Optional<String> next() throws IOException {
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries++;
                if (!entry.isDirectory()) {
                    return Optional.of(decoded(entry.getName()));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ZipException("the name of an entry cannot be read");
        }
        if (announced != UNSAID && announced != entries) {
            throw new ZipException("its end says " + announced + " entries, and " + entries + " are there");
        }
        return Optional.empty();
    }

    private static String decoded(String name) {
        try {
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.newEncoder().encode(CharBuffer.wrap(name));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return name;
        }
    }

    /** The content of the file, checked against its CRC and length at its end. */
    InputStream content() {
        return new FilterInputStream(zip) {
            @Override
            public void close() {
                // The next entry is read from the same stream.
            }
        };
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
