package io.jobdrop.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jobdrop.config.TestFeed;
import io.jobdrop.job.Held;
import io.jobdrop.job.Job;
import io.jobdrop.job.Result;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each result gets the checksum that the vendor says for it; a result without its checksum is never delivered. */
class ResultChecksumsTest {
    private static final String EACH = "$.o[*].sum";
    private static final String A = "0".repeat(32);
    private static final String B = "1".repeat(32);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                EACH + " | {'o':[{'url':'https://h/1','sum':'A'},{'url':'https://h/2','sum':'B'}]} | AB",
                EACH + " | {'o':[{'url':'https://h/1','sum':'B'}]} | B",
                "$.sums | {'o':['https://h/1','https://h/2'],'sums':['B','A']} | BA",
                "$.sums | {'o':['https://h/1'],'sums':['A']} | A",
                "$['x','y'] | {'o':['https://h/1','https://h/2'],'y':'B','x':'A'} | AB",
                "$.sum | {'o':['https://h/1'],'sum':' A '} | A",
            })
    void each_result_gets_its_checksum(String path, String json, String sums) throws Exception {
        assertThat(find(path, json))
                .extracting(Result::checksum)
                .containsExactlyElementsOf(
                        sums.chars().mapToObj(sum -> sum == 'A' ? A : B).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.sum | {'o':['https://h/1','https://h/2']}",
                "$.sum | {'o':['https://h/1','https://h/2'],'sum':null}",
                "$.sum | {'o':['https://h/1'],'sum':''}",
                EACH + " | {'o':[{'url':'https://h/1'},{'url':'https://h/2'}]}",
                EACH + " | {'o':[{'url':'https://h/1'}]}",
                EACH + " | {'o':[{'url':'https://h/1','sum':null},{'url':'https://h/2','sum':null}]}",
            })
    void a_job_without_any_checksum_has_results_all_the_same(String path, String json) throws Exception {
        assertThat(find(path, json)).isNotEmpty().allMatch(result -> result.checksum() == null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$.sum | {'o':['https://h/1','https://h/2'],'sum':'A'} | 2 results, but with 1 checksum at $.sum",
                EACH
                        + " | {'o':[{'url':'https://h/1','sum':'A'},{'url':'https://h/2'}]} | 2 results, but with 1 checksum",
                EACH + " | {'o':[{'url':'https://h/1','sum':null},{'url':'https://h/2','sum':'A'}]}"
                        + " | 2 results, but with 1 checksum",
                "$.sums | {'o':['https://h/1'],'sums':['A','B']} | 1 result, but with 2 checksums at $.sums",
            })
    void another_number_of_checksums_holds_the_job(String path, String json, String said) {
        assertThatThrownBy(() -> find(path, json))
                .isInstanceOf(Held.class)
                .hasMessageContaining(said)
                .hasMessageContaining("(results.checksum)")
                .hasMessageEndingWith("the next poll checks it again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                EACH + " | {'o':[{'url':'https://h/1','sum':'A'},{'url':'https://h/2','sum':'what'}]} | what",
                EACH + " | {'o':[{'url':'https://h/1','sum':'A'},{'url':'https://h/2','sum':7}]} | type NUMBER",
                "$.sum | {'o':['https://h/1'],'sum':{'of':'A'}} | type OBJECT",
            })
    void one_that_is_no_checksum_holds_the_job(String path, String json, String said) {
        assertThatThrownBy(() -> find(path, json))
                .isInstanceOf(Held.class)
                .hasMessageContaining("that is no sha256, md5 or crc32c")
                .hasMessageContaining(said);
    }

    private static List<Result> find(String path, String json) throws Exception {
        String written = json.replace("'A'", "'" + A + "'")
                .replace("' A '", "' " + A + " '")
                .replace("'B'", "'" + B + "'");
        ObjectNode fields = (ObjectNode) new ObjectMapper().readTree(written.replace('\'', '"'));
        Job job = new Job("f", "v", "a", fields, false, null);
        return new ResultFinder(any -> "")
                .find(
                        TestFeed.of("list: {path: /jobs}\njob: {completed: completed}\n"
                                + "results: {urls: $.o, checksum: \"" + path + "\"}\n"),
                        job,
                        fields);
    }
}
