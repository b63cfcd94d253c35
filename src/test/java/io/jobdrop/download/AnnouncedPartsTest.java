package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Result;
import io.jobdrop.stage.StagedResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a plan shows of results in parts and of packed ones, without any request. */
class AnnouncedPartsTest {
    @TempDir
    Path folder;

    @Test
    void each_part_that_the_vendor_counts_has_a_name() throws Exception {
        assertThat(announced("parts: {list: $.parts, parameter: p}", "x.csv", 3))
                .containsExactly("f/a/x.csv", "f/a/x-2.csv", "f/a/x-3.csv");
        assertThat(announced("parts: {list: $.parts, parameter: p, join: csv}", "x.csv", 3))
                .containsExactly("f/a/x.csv");
        assertThat(announced("parts: {type: link}", "x.csv", 0)).containsExactly("f/a/x.csv");
    }

    @ParameterizedTest
    @CsvSource({
        "none, x.csv.gz, x.csv.gz",
        "gzip, x.csv.gz, x.csv",
        "gzip, x.TGZ, x.tar",
        "gzip, x.csv, x.csv",
        "zip, x.zip, *",
        "zip, x.csv, x.*"
    })
    void a_packed_one_has_the_name_of_its_content(String unpack, String name, String path) throws Exception {
        assertThat(announced("unpack: " + unpack, name, 0)).containsExactly("f/a/" + path);
    }

    private List<String> announced(String download, String name, int parts) throws IOException {
        Feed feed = TestFeed.of(
                "list: {path: /jobs}\njob: {completed: completed}\n" + "download: {path: /r, " + download + "}\n");
        Result result = new Result(1, "https://93.184.216.34/x.csv?sig=s", name, OptionalLong.empty(), null, parts);
        return new DownloadScene(folder)
                .announced(feed, result).stream().map(StagedResult::path).toList();
    }
}
