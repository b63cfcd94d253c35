package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in what a feed says of parts and packed files. */
class PartsCheckTest {
    private static final String FEED = """
            vendor: convertly
            list: {path: /jobs}
            job: {completed: done}
            download:
              path: '/jobs/{jobId}/results'
            """;

    private final FeedScene scene;

    PartsCheckTest(@TempDir Path home) {
        scene = new FeedScene(home);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "parts: {type: cursor, header: X-Locator} | 10 | ",
                "parts: {type: cursor, header: X-Locator, parameter: locator, join: csv} | 10 | ",
                "parts: {list: $.parts, parameter: p, join: csv} | 10 | ",
                "parts: {type: page, totalPages: $.pages} | 10 | ",
                "parts: {type: offset, total: $.total, limit: $.count, join: none} | 10 | ",
                "parts: {type: link, join: csv} | 10 | ",
                "unpack: zip | 10 | ",
                "parts: {join: csv} | 10 | download.parts needs type or list: nothing says how many parts there are",
                "parts: {list: $.parts} | 10 | download.parts needs parameter: nothing asks for a part",
                "parts: {type: cursor, parameter: x} | 10 | download.parts needs cursor or header",
                "parts: {type: cursor, list: $.x, header: X} | 10 | download.parts has no property 'list'",
                "parts: {list: $.parts, parameter: p, size: 3} | 10 | 'size' does nothing there; it belongs to type page",
                "parts: {type: page} | 10 | download.parts needs totalPages: nothing says which part is the last",
                "parts: {type: offset} | 10 | download.parts needs hasMore or total",
                "parts: {type: cursor, cursor: $.next, join: csv} | 10 | download.parts.cursor looks into JSON, and join: csv joins CSV",
                "parts: {type: offset, hasMore: $.more, join: csv} | 10 | download.parts.hasMore looks into JSON",
                "parts: {type: none} | 10 | download.parts.type: 'none' is not one of: page, offset, cursor, link",
                "parts: {type: link, join: xml} | 10 | download.parts.join: 'xml' is not one of: none, csv",
                "unpack: tar | 10 | download.unpack: 'tar' is not one of: none, gzip, zip",
            })
    void each_is_told_with_its_line(String line, int number, String problem) throws IOException {
        scene.jobdrop.feed("acme", TestFeed.yaml("acme", FEED + "  " + line + "\n"));

        if (problem == null) {
            assertThat(scene.problems()).isEmpty();
        } else {
            assertThat(scene.problems())
                    .anyMatch(told -> told.contains(problem) && told.contains(".yaml:" + number + ": "));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "results: {urls: $.url}; download: {parts: {type: link}} | download.parts needs download.path",
                "download: {path: /r, parts: {type: link}, unpack: zip} | download.unpack and download.parts are both there",
                "results: {size: $.size}; download: {path: /r, parts: {type: link}} | results.size does nothing with download.parts",
            })
    void what_cannot_be_meant_together_is_told(String lines, String problem) throws IOException {
        scene.jobdrop.feed(
                "acme",
                TestFeed.yaml(
                        "acme",
                        "vendor: convertly\nlist: {path: /jobs}\njob: {completed: done}\n" + lines.replace("; ", "\n")
                                + "\n"));

        assertThat(scene.problems()).anyMatch(told -> told.contains(problem));
    }
}
