package io.jobdrop.http;

import static io.jobdrop.http.StrictHttpScene.LONG;
import static io.jobdrop.http.StrictHttpScene.OK;
import static io.jobdrop.http.StrictHttpScene.client;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.Faults;
import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in chunks that are invalid or cut. */
@Tag("slow")
class ChunkedResponseTest {
    @AutoClose
    private final StrictHttpScene scene = new StrictHttpScene();

    ChunkedResponseTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5 5\r\nhello\r\n0\r\n\r\n",
                "g\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n",
                ";x\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "4\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello0\r\n\r\n",
                "5;\rx\r\nhello\r\n0\r\n\r\n"
            })
    void a_chunk_that_is_invalid_ends_the_body_with_an_error(String chunks) throws Exception {
        scene.answers(Faults.raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.get(client)).isInstanceOf(InvalidResponse.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nhel", "5\r\nhello\r\n", "5\r\nhello\r\n0", "5\r\nhello\r\n00", "5\r\nhello\r\n5"})
    void a_body_in_chunks_that_is_cut_is_told_from_a_whole_one(String chunks) throws Exception {
        scene.answers(Faults.raw(OK + "Transfer-Encoding: chunked\r\n\r\n" + chunks));

        try (CloseableHttpClient client = client(LONG)) {
            assertThatThrownBy(() -> scene.get(client)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> scene.byteByByte(client)).isInstanceOf(IOException.class);
        }
    }
}
