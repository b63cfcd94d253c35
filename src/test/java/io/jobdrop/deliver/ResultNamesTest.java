package io.jobdrop.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.resolve.Result;
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
        "a.csv,br,a.csv",
        "a.csv,,a.csv",
        "..,gzip,j.csv.gz"
    })
    void a_gzip_encoded_file_ends_like_one(String name, String encoding, String expected) {
        assertThat(names(result(name, "text/csv", encoding, "/x"))).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv,/x.dat,j.csv",
        "' Text/CSV ; charset=utf-8',/x.dat,j.csv",
        "application/octet-stream,/x.Parquet,j.parquet",
        ",/x.tar.gz,j.gz",
        ",/x,j.bin",
        ",/csv,j.bin",
        ",/x.,j.bin",
        ",/x.toolongending,j.bin",
        ",/a.b/c,j.bin",
        ",'',j.bin"
    })
    void a_result_without_a_name_ends_as_its_type_or_its_path_does(String type, String path, String expected) {
        assertThat(names(result(null, type, null, path))).containsExactly(expected);
    }

    @Test
    void the_same_question_has_the_same_answer() {
        ResultNames names = new ResultNames(TestLedger.job("j"), "manifest.json");
        Result first = new Result(1, "https://h.example/x", "a.csv", OptionalLong.empty());
        Result second = new Result(2, "https://h.example/x", "a.csv", OptionalLong.empty());

        assertThat(names.of(first, null, null, "/x")).isEqualTo("a.csv");
        assertThat(names.of(second, null, null, "/x")).isEqualTo("a-2.csv");
        assertThat(names.of(second, null, null, "/x")).isEqualTo("a-2.csv");
        assertThat(names.of(first, null, null, "/x")).isEqualTo("a.csv");
    }

    private record Described(String name, String type, String encoding, String path) {}

    private static List<String> names(Described... results) {
        ResultNames names = new ResultNames(TestLedger.job("j"), "manifest.json");
        List<String> given = new ArrayList<>();
        for (Described described : results) {
            Result result = new Result(given.size() + 1, "https://h.example/x", described.name(), OptionalLong.empty());
            given.add(names.of(result, described.type(), described.encoding(), described.path()));
        }
        return given;
    }

    private static Described named(String name) {
        return result(name, "text/csv", null, "/x");
    }

    private static Described result(String name, String type, String encoding, String path) {
        return new Described(name, type, encoding, path);
    }
}
