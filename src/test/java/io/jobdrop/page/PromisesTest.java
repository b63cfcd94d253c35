package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromisesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'has_more':true}; 'has_more' is true",
                "{'isTruncated':'TRUE'}; 'isTruncated' is TRUE",
                "{'next':'/jobs?page=2'}; 'next' is not empty",
                "{'next_page':2}; 'next_page' is 2",
                "{'next':true}; 'next' is true",
                "{'next':{'href':'/jobs?page=2'}}; 'next' is not empty",
                "{'total':6}; 'total' is 6",
                "{'total_pages':3}; 'total_pages' is 3",
                "{'links':[{'rel':'self'},{'rel':'Next'}]}; its links have rel next"
            })
    void the_field_that_promises_more_is_named_with_what_it_says(String json, String words) throws Exception {
        assertThat(promise(json)).hasValue(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'has_more':false,'more':'false','truncated':1,'hasNext':'yes'}",
                "{'next':null,'nextUrl':'','next_cursor':' ','next_page':0,'nextPage':-1,'nextLink':false}",
                "{'next':{'href':null},'next_url':{}}",
                "{'total':5,'total_count':4,'totalCount':'99','totalItems':9.5}",
                "{'total_pages':2,'totalPages':'7'}",
                "{'links':[{'rel':'self'},{'rel':'prev'},{}]}",
                "{}"
            })
    void what_was_read_already_and_fields_that_say_no_promise_nothing(String json) throws Exception {
        assertThat(promise(json)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'data':{'jobs':[],'more':true}}; $.data.jobs",
                "{'a':{'b':{'jobs':[]},'more':true}}; $.a.b.jobs",
                "{'meta':{'more':true}}; $.jobs",
                "{'meta':{'paging':{'more':true}}}; $.jobs",
                "{'data':{'jobs':[],'meta':{'paging':{'more':true}}}}; $.data.jobs"
            })
    void it_may_stand_around_the_entries_and_two_objects_deep(String json, String itemsPath) throws Exception {
        assertThat(Promises.in(json(json), itemsPath, 5, 2, "")).hasValue("'more' is true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'other':{'more':true}}",
                "{'meta':{'paging':{'links':{'more':true}}}}",
                "{'data':{'jobs':[{'more':true,'next':'x'}]}}"
            })
    void it_is_not_looked_for_elsewhere_nor_in_entries(String json) throws Exception {
        assertThat(Promises.in(json(json), "$.data.jobs", 5, 2, "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</jobs?page=2>; rel=\"next\"",
                "</a>; rel=prev, </jobs>; title=x; REL = NEXT",
                "</a>; rel=\"last  next\""
            })
    void a_link_header_may_promise_more(String link) throws Exception {
        assertThat(Promises.in(json("{}"), "$.jobs", 5, 2, link)).hasValue("its Link header has rel=next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "</next>; rel=\"self\"", "</a>; rel=nextish", "</a?rel=next>; rel=prev"})
    void another_link_header_promises_nothing(String link) throws Exception {
        assertThat(Promises.in(json("{}"), "$.jobs", 5, 2, link)).isEmpty();
    }

    @Test
    void the_answer_itself_comes_before_what_is_in_it_and_before_the_header() throws Exception {
        JsonNode answer = json("{'meta':{'more':true},'total':6}");

        assertThat(Promises.in(answer, "$.jobs", 5, 2, "</b>; rel=next")).hasValue("'total' is 6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"{'total':1}; 'total' is 1", "{'meta':{'total_count':7}}; 'total_count' is 7"})
    void a_total_that_is_not_zero_is_named(String json, String words) throws Exception {
        assertThat(Promises.total(json(json), "$.jobs")).hasValue(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'total':0}", "{'total':'7'}", "{'total':1.5}", "{'more':true}", "{}"})
    void no_total_or_one_of_zero_names_nothing(String json) throws Exception {
        assertThat(Promises.total(json(json), "$.jobs")).isEmpty();
    }

    // Five entries on two pages were read.
    private static Optional<String> promise(String json) throws JsonProcessingException {
        return Promises.in(json(json), "$.jobs", 5, 2, "");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
