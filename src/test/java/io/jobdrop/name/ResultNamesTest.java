package io.jobdrop.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.job.Result;
import io.jobdrop.support.TestLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultNamesTest {
    @Test
    void equal_names_are_told_apart_by_a_number_before_their_ending() {
        assertThat(names(named("a.tar.gz"), named("A.TAR.gz"), named("a.tar.gz"), named("b")))
                .containsExactly("a.tar.gz", "A-2.TAR.gz", "a-3.tar.gz", "b");
    }

    @Test
    void a_number_goes_behind_a_name_without_an_ending() {
        assertThat(names(named("b"), named("b"))).containsExactly("b", "b-2");
    }

    @Test
    void a_number_never_makes_a_name_that_is_taken() {
        assertThat(names(named("a-2.csv"), named("a.csv"), named("a.csv")))
                .containsExactly("a-2.csv", "a.csv", "a-3.csv");
        assertThat(names(named("Manifest.json"))).containsExactly("Manifest-2.json");
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv,gzip,a.csv.gz",
        "a.csv,GZIP,a.csv.gz",
        "a.csv.gz,gzip,a.csv.gz",
        "a.CSV.GZ,gzip,a.CSV.GZ",
        "a.csv,x-gzip,a.csv.gz",
        "a.csv,br,a.csv.br",
        "a.csv,zstd,a.csv.zst",
        "a.csv,deflate,a.csv.deflate",
        "a.csv,x-compress,a.csv.Z",
        "a.csv,pack200-gzip,a.csv.pack.gz",
        "a.csv,aes128gcm,a.csv.aes128gcm",
        "a.csv,'gzip, br',a.csv.gz.br",
        "a.csv.gz,'gzip,br',a.csv.gz.br",
        "a.csv.gz.br,'gzip,br',a.csv.gz.br",
        "a.csv.br,'gzip, br',a.csv.br.gz.br",
        "a.csv,'identity, gzip, none',a.csv.gz",
        "a.csv,none,a.csv",
        "a.csv,utf-8,a.csv",
        "a.csv,,a.csv",
        "..,gzip,j.csv.gz"
    })
    void an_encoded_file_shows_its_codings_in_their_order(String name, String encoding, String expected) {
        assertThat(names(result(name, "text/csv", encoding, "/x"))).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv,/x,j.csv",
        "text/csv,/1.dat,1.dat",
        "text/csv,/download.php,j.csv",
        "text/csv,/v1.2,j.csv",
        "text/csv,/a/exports%2Fusers+1%20%C3%BC.csv,users+1 \u00fc.csv",
        "text/csv,/a/..%2f..%5cpasswd.csv,passwd.csv",
        "text/csv,/a/%00.csv,j.csv",
        "' Text/CSV ; charset=utf-8',/x,j.csv",
        "application/vnd.api+json,/x,j.json",
        "'Application/Atom+XML; charset=utf-8',/x,j.xml",
        "application/vnd.acme.report+zip,/x,j.zip",
        "application/vnd.acme+v2+gzip,/x,j.gz",
        "image/svg+xml,/x,j.svg",
        "application/vnd.acme+cbor,/x,j.bin",
        "json,/x,j.bin",
        "application/octet-stream,/x.Parquet,x.Parquet",
        ",/x.tar.gz,x.tar.gz",
        ",/manifest.json,manifest-2.json",
        ",/x,j.bin",
        ",/csv,j.bin",
        ",/x.,j.bin",
        ",/x.toolongending,j.bin",
        ",/x.php,j.php",
        ",/a.b/c,j.bin",
        ",'',j.bin"
    })
    void a_result_without_a_name_is_called_as_its_path_ends_or_after_the_job(
            String type, String path, String expected) {
        assertThat(names(result(null, type, null, path))).containsExactly(expected);
    }

    @Test
    void the_name_that_the_host_suggests_comes_after_the_vendors_and_before_the_paths() {
        assertThat(names(
                        new Described("a.csv", null, null, "b.csv", "/c.csv"),
                        new Described(null, null, null, "b.csv.gz", "/c.csv"),
                        new Described("..", null, "br", "b", "/c.csv"),
                        new Described(null, null, null, "b.csv.gz", "/c.csv")))
                .containsExactly("a.csv", "b.csv.gz", "b.br", "b-2.csv.gz");
    }

    @Test
    void a_long_name_keeps_all_of_its_ending() {
        assertThat(names(named("x".repeat(200) + ".csv.gz"), named("x".repeat(200) + ".csv.gz")))
                .containsExactly("x".repeat(143) + ".csv.gz", "x".repeat(143) + "-2.csv.gz");
        assertThat(names(named("x".repeat(200) + ".tar.zst"))).containsExactly("x".repeat(142) + ".tar.zst");
        assertThat(names(named("x".repeat(200) + ".old.csv"))).containsExactly("x".repeat(146) + ".csv");
    }

    @Test
    void the_same_question_has_the_same_answer() {
        ResultNames names = new ResultNames(TestLedger.job("j"), "manifest.json", text -> text);
        Result first = new Result(1, "https://h.example/x", "a.csv", OptionalLong.empty());
        Result second = new Result(2, "https://h.example/x", "a.csv", OptionalLong.empty());

        assertThat(names.of(first, ResultHead.at("/x"))).isEqualTo("a.csv");
        assertThat(names.of(second, ResultHead.at("/x"))).isEqualTo("a-2.csv");
        assertThat(names.of(second, ResultHead.at("/x"))).isEqualTo("a-2.csv");
        assertThat(names.of(first, ResultHead.at("/x"))).isEqualTo("a.csv");
    }

    private record Described(String name, String type, String encoding, String suggested, String path) {}

    private static List<String> names(Described... results) {
        ResultNames names = new ResultNames(TestLedger.job("j"), "manifest.json", text -> text);
        List<String> given = new ArrayList<>();
        for (Described described : results) {
            Result result = new Result(given.size() + 1, "https://h.example/x", described.name(), OptionalLong.empty());
            given.add(names.of(
                    result,
                    new ResultHead(
                            "h", described.path(), described.type(), described.encoding(), described.suggested())));
        }
        return given;
    }

    private static Described named(String name) {
        return result(name, "text/csv", null, "/x");
    }

    private static Described result(String name, String type, String encoding, String path) {
        return new Described(name, type, encoding, null, path);
    }
}
