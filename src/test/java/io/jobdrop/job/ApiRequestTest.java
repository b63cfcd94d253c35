package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestTest {
    private static RequestTemplate template(
            String path, Map<String, String> query, Map<String, String> headers, String body) {
        return new RequestTemplate(
                "POST",
                new RequestText(path),
                texts(query),
                texts(headers),
                body == null ? null : new RequestText(body));
    }

    private static Map<String, RequestText> texts(Map<String, String> declared) {
        Map<String, RequestText> texts = new LinkedHashMap<>();
        declared.forEach((name, value) -> texts.put(name, new RequestText(value)));
        return texts;
    }

    @Test
    void a_query_is_encoded_and_stands_behind_that_of_the_path() {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("filter[status]", "a,b&c");
        query.put("after", "{cursor}");
        query.put("where", "before:{cursor}");
        query.put("n", "{size}");
        RequestTemplate template = template("/jobs?x=1", query, Map.of(), null);

        assertThat(template.with(Places.NONE.with("size", 5)).target())
                .isEqualTo("/jobs?x=1&filter%5Bstatus%5D=a%2Cb%26c&n=5");
        assertThat(template.with(Places.NONE.with("cursor", "c=").with("size", 5))
                        .target())
                .isEqualTo("/jobs?x=1&filter%5Bstatus%5D=a%2Cb%26c&after=c%3D&where=before%3Ac%3D&n=5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /jobs?page=2                | /jobs?page=2&api_key=k%2F%3D
            /jobs                       | /jobs?api_key=k%2F%3D
            /jobs?api_key=k%2F%3D&p=2   | /jobs?api_key=k%2F%3D&p=2
            /jobs?p=2&api_key=other     | /jobs?p=2&api_key=other
            """)
    void an_address_that_the_vendor_gave_gets_the_key_it_lacks_and_no_other_parameter(String given, String asked) {
        RequestTemplate template =
                template("/jobs", Map.of("api_key", "{{acme.token}}", "status", "done"), Map.of(), null);

        ApiRequest next = template.with(Places.NONE).at(given);

        assertThat(next.target(key -> "k/=")).isEqualTo(asked);
        assertThat(template.with(Places.NONE).target()).doesNotContain("k/=");
    }

    @Test
    void a_header_with_nothing_in_it_is_left_out_and_one_with_a_secret_stays_at_home() {
        Map<String, String> headers = Map.of("X-Cursor", "{cursor}", "X-Key", "k {{acme.token}}", "Accept", "text/csv");
        ApiRequest request = template("/jobs", Map.of(), headers, null).with(Places.NONE);

        assertThat(request.headers(key -> "s"))
                .containsOnlyKeys("X-Key", "Accept")
                .containsEntry("X-Key", "k s");
        assertThat(request.headersWithoutSecrets()).containsOnlyKeys("Accept");
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, id=a%22%26b&k=s%3D",
        "APPLICATION/X-WWW-Form-Urlencoded; charset=utf-8, id=a%22%26b&k=s%3D",
        "application/json, id=a\\\"&b&k=s="
    })
    void a_form_is_encoded_as_a_form_and_all_else_as_json(String type, String body) {
        String text =
                type.startsWith("application/json") ? "\"id={jobId}&k={{acme.token}}" : "id={jobId}&k={{acme.token}}";
        ApiRequest request = template("/jobs", Map.of(), Map.of("content-TYPE", type), text)
                .with(Places.NONE.with("jobId", "a\"&b"));

        assertThat(request.body(key -> "s=")).isEqualTo(type.startsWith("application/json") ? "\"" + body : body);
        assertThat(request.toString()).isEqualTo("POST /jobs");
    }
}
