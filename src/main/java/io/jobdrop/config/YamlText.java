package io.jobdrop.config;

import io.jobdrop.job.RootCause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** The text of a YAML file: UTF-8 of a bounded size, with characters that YAML allows (YAML 1.2, sections 5.1 and 5.2). */
final class YamlText {
    /** More bytes than this are refused, since the parser's time grows with the square of a line's length. */
    static final int MOST_BYTES = 1_000_000;

    private YamlText() {}

    static String read(Path file) throws YamlNode.Unreadable {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw unreadable(
                        file, 1, "the file has " + size + " bytes; a YAML file here has at most " + MOST_BYTES);
            }
            String text = decoded(file, Files.readAllBytes(file));
            OptionalInt wrong = text.codePoints()
                    .filter(character -> !StreamReader.isPrintable(character))
                    .findFirst();
            if (wrong.isPresent()) {
                String name = "U+%04X".formatted(wrong.getAsInt());
                String before = text.substring(0, text.indexOf(wrong.getAsInt()));
                throw unreadable(file, line(before), "YAML does not allow the character " + name + "; delete it");
            }
            return text;
        } catch (IOException e) {
            throw unreadable(file, 1, "cannot be read: " + RootCause.of(file, e));
        }
    }

    private static String decoded(Path file, byte[] bytes) throws YamlNode.Unreadable {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            String name = "0x%02X".formatted(bytes[in.position()]);
            throw unreadable(
                    file, line(text), "the byte " + name + " in this line is not UTF-8; save the file as UTF-8");
        }
        return text;
    }

    private static int line(String before) {
        return 1 + (int) before.chars().filter(character -> character == '\n').count();
    }

    private static YamlNode.Unreadable unreadable(Path file, int line, String what) {
        return new YamlNode.Unreadable(new Problem(file + ":" + line, what));
    }
}
