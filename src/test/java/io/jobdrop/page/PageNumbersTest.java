package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageNumbersTest {
    private final PageNumbers numbers = new PageNumbers();

    @ParameterizedTest
    @CsvSource({"1, 1, 2, 2", "1, 0, 2, 1", "0, 1, 1, 2", "0, 0, 1, 1"})
    void a_vendor_may_count_from_0_or_1_in_answers_as_long_as_it_goes_on_so(
            long asked, long shown, long askedNext, long shownNext) {
        assertThat(numbers.fit(1, asked, shown)).isTrue();

        assertThat(numbers.fit(2, askedNext, shownNext)).isTrue();
        assertThat(numbers.fit(2, askedNext, shownNext + 1)).isFalse();
        assertThat(numbers.fit(2, askedNext, shownNext - 1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "0, 2", "1, 5", "5, 1", "2, 1"})
    void a_first_page_that_is_shown_under_a_number_further_off_is_another_page(long asked, long shown) {
        assertThat(numbers.fit(1, asked, shown)).isFalse();
    }

    @Test
    void a_later_page_does_not_change_how_the_vendor_counts() {
        numbers.fit(1, 0, 0);

        assertThat(numbers.fit(2, 1, 0)).isFalse();
        assertThat(numbers.fit(3, 2, 2)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "current_page", "currentPage", "pageNumber", "page_number"})
    void the_number_of_a_page_has_many_names(String name) throws Exception {
        assertThat(in("{\"" + name + "\":3,\"totalPages\":9}", "$.totalPages")).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'list':{'cut':{'page':3,'of':9}}}; $.list.cut.of",
                "{'list':{'page':3,'of':9}}; $.list.of",
                "{'meta':{'page':3},'of':9}; $.of",
                "{'pagination':{'page':3}}; ''"
            })
    void it_stands_beside_the_number_of_pages_or_where_vendors_put_such_fields(String json, String totalPages)
            throws Exception {
        assertThat(in(json, totalPages)).hasValue(3);
    }

    @Test
    void the_one_beside_the_number_of_pages_comes_first() throws Exception {
        assertThat(in("{'page':1,'list':{'page':3,'of':9}}", "$.list.of")).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'page':'3'}", "{'page':3.5}", "{'page':99999999999999999999}", "{'page':null}", "{}", "[]"})
    void only_a_whole_number_of_sensible_size_is_one(String json) throws Exception {
        assertThat(in(json, "$.of")).isEmpty();
    }

    private static OptionalLong in(String json, String totalPages) throws JsonProcessingException {
        return PageNumbers.in(new ObjectMapper().readTree(json.replace('\'', '"')), totalPages);
    }
}
