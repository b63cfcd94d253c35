package io.jobdrop.download;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.job.Held;
import io.jobdrop.job.Result;
import io.jobdrop.name.ResultHead;
import io.jobdrop.stage.StagedResult;
import io.jobdrop.stage.Staging;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvPartsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "h;1;          | h;2;          | h;1;2;",
                "h;1           | h;2           | h;1;2",
                "h;            | h;2;          | h;2;",
                "h             | h;2;          | h;2;",
                "h;1           | h;            | h;1",
                "h!;1!;        | h!;2!;        | h!;1!;2!;",
                "h!;1          | h!;2          | h!;1!;2",
                "h!;1!;        | h;2;          | h!;1!;2;",
                "`\"h;i\";1;` | `\"h;i\";2;` | `\"h;i\";1;2;`",
                "`\"h\"\";i\";1;` | `\"h\"\";i\";2;` | `\"h\"\";i\";1;2;`",
                "h;1;          | `h;\"2;h\";` | `h;1;\"2;h\";`",
                "ï»¿h;1;       | ï»¿h;2;       | ï»¿h;1;2;",
                "ï»¿h;1;       | h;2;          | ï»¿h;1;2;",
                "``            | ``            | ``",
            })
    void the_first_header_line_stays_and_rows_keep_their_bytes(String first, String second, String joined)
            throws IOException {
        assertThat(joined(bytes(first), bytes(second))).isEqualTo(text(joined));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"h;1; | i;2;", "h;1; | ``", "h;1; | 2;", "`\"h\";1;` | h;2;"})
    void another_header_line_holds_the_job(String first, String second) {
        assertThatThrownBy(() -> joined(bytes(first), bytes(second)))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("part 2 of the CSV has another header line than the first one");
    }

    @Test
    void a_header_line_without_end_holds_the_job() {
        byte[] endless = new byte[(1 << 20) + 2];

        assertThatThrownBy(() -> joined(endless))
                .isInstanceOf(Held.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @Test
    void parts_in_the_coding_gzip_are_joined_decoded() throws IOException {
        StagedResult first = part(1, packed("h\n1\n"), "gzip");

        assertThat(read(List.of(first, part(2, bytes("h;2;"), null)))).isEqualTo("h\n1\n2\n");
        assertThatThrownBy(() -> read(List.of(part(3, bytes("h;1;"), "br"))))
                .isInstanceOf(Held.class)
                .hasMessageContaining("the coding br");
    }

    @Test
    void a_packed_part_without_a_coding_holds_the_job() throws IOException {
        byte[] gzip = packed("h\n1\n");

        assertThatThrownBy(() -> joined(gzip, gzip))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("part 1 is a gzip file, which is not joined; nothing was delivered");
        assertThatThrownBy(() -> joined(bytes("h;1;"), gzip))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("part 2 is a gzip file, which is not joined");
        assertThatThrownBy(() -> joined(bytes("PK\u0003\u0004;1;")))
                .isInstanceOf(Held.class)
                .hasMessageStartingWith("part 1 is a zip file, which is not joined");
        assertThat(joined(bytes("PK;1;"), bytes("PK;2;"))).isEqualTo("PK\n1\n2\n");
    }

    private String joined(byte[]... parts) throws IOException {
        List<StagedResult> staged = new ArrayList<>();
        for (byte[] part : parts) {
            staged.add(part(staged.size() + 1, part, null));
        }
        return read(staged);
    }

    private static String read(List<StagedResult> parts) throws IOException {
        try (CsvParts joined = new CsvParts(parts)) {
            return new String(joined.readAllBytes(), ISO_8859_1);
        }
    }

    private StagedResult part(int index, byte[] content, String coding) throws IOException {
        Path file = Files.write(folder.resolve(Integer.toString(index)), content);
        return new StagedResult(
                new Result(index, "", null, OptionalLong.empty()),
                "f/a/" + index,
                new Staging.Stored(file, content.length, ""),
                new ResultHead("h", "/", "text/csv", coding, null),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(ISO_8859_1));
        }
        return packed.toByteArray();
    }

    private static byte[] bytes(String written) {
        return text(written).getBytes(ISO_8859_1);
    }

    private static String text(String written) {
        return written.replace('!', '\r').replace(';', '\n');
    }
}
