package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Places places(String cursor, String fields) throws Exception {
        return new Places(Map.of(), JSON.readTree(fields))
                .with("cursor", cursor)
                .with("size", 100);
    }

    private static String json(String text, Places places) {
        return new RequestText(text).inJson(places, key -> "s3\"cret");
    }

    private static String target(String text, Places places) {
        return new RequestText(text).inTarget(places, key -> "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a\"b",
                "a\\",
                "\\\"",
                "}{",
                "{jobId}",
                "{$.id}",
                "{{acme.token}}",
                "a\nb\u0000\u001f",
                "100%",
                "gid://x/Job/1?a=b&c#d",
                "ü \ud83d\ude00",
                "$1\\1"
            })
    void a_value_of_the_vendors_stays_one_value_wherever_it_is_put(String value) throws Exception {
        Places places = places(value, "{}").with("jobId", "other");

        JsonNode body = JSON.readTree(json("{\"a\": {cursor}, \"b\": \"x{cursor}y\", \"c\": {\"d\": {size}}}", places));
        String address = target("/jobs/{cursor}/x?after={cursor}&n={size}", places);

        assertThat(body.path("a").textValue()).isEqualTo(value);
        assertThat(body.path("b").textValue()).isEqualTo("x" + value + "y");
        assertThat(body.at("/c/d").isInt()).isTrue();
        assertThat(address)
                .matches("/jobs/[A-Za-z0-9._~%-]+/x\\?after=[A-Za-z0-9._~%-]+&n=100")
                .isEqualTo("/jobs/" + JobId.inPath(value) + "/x?after=" + JobId.inPath(value) + "&n=100");
        assertThat(java.net.URLDecoder.decode(JobId.inPath(value), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    @Test
    void a_secret_is_escaped_like_any_value() throws Exception {
        JsonNode body = JSON.readTree(json("{\"a\": {{acme.token}}, \"b\": \"k {{ acme.token }}\"}", Places.NONE));

        assertThat(body.path("a").textValue()).isEqualTo("s3\"cret");
        assertThat(body.path("b").textValue()).isEqualTo("k s3\"cret");
    }

    @Test
    void all_other_braces_stay() {
        String graphQl = "{\"query\": \"query($n: Int!) { jobs(first: $n) { nodes { id url } pageInfo{endCursor} } }\","
                + " \"variables\": {\"n\": {size}, \"deep\": {\"a\": {}}}}";

        assertThat(json(graphQl, Places.NONE.with("size", 50))).isEqualTo(graphQl.replace("{size}", "50"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {$.id}              | 7
            {$.name}            | "a"
            {$.none}            | null
            {$.no}              | null
            {$.on}              | true
            {$.list}            | [1,2]
            {$.object}          | {"a":1}
            {$.list[?(@ > 5)]}  | null
            {cursor}            | null
            """)
    void outside_of_quotes_a_place_becomes_json(String text, String json) throws Exception {
        String fields = "{\"id\":7,\"name\":\"a\",\"none\":null,\"on\":true,\"list\":[1,2],\"object\":{\"a\":1}}";

        assertThat(json(text, places(null, fields))).isEqualTo(json);
    }

    @Test
    void numbers_are_written_as_the_vendor_means_them() throws Exception {
        Places places = places(null, "{\"id\":12345678901234567890,\"one\":[{\"k\":\"x/y\"}]}");

        assertThat(target("/f/{$.id}/{$.one[*].k}", places)).isEqualTo("/f/12345678901234567890/x%2Fy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"v\":null}", "{}", "{\"v\":\"\"}", "{\"v\":\" \"}", "{\"v\":\".\"}", "{\"v\":\"..\"}"})
    void a_path_that_would_lead_elsewhere_is_held(String fields) throws Exception {
        Places places = places(null, fields);

        assertThatThrownBy(() -> target("/files/{$.v}/content", places))
                .isInstanceOf(Held.class)
                .hasMessageContaining("/files/{$.v}/content")
                .hasMessageEndingWith("the next poll checks it again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"v\":[1,2]}", "{\"v\":{\"a\":1}}", "{\"v\":[]}"})
    void a_text_needs_one_value(String fields) throws Exception {
        Places places = places(null, fields);

        assertThatThrownBy(() -> target("/files/{$.v}", places)).hasMessageContaining("needs one value at {$.v}");
        assertThatThrownBy(() -> json("\"{$.v}\"", places)).hasMessageContaining("needs one value at {$.v}");
    }

    @Test
    void a_parameter_of_a_path_that_has_nothing_is_left_out() throws Exception {
        String path = "/jobs?a=1&after={cursor}&x=after:{cursor}&f={$.x[?(@.a=='?&')].b}&z=b?c";

        assertThat(target(path, places(null, "{}"))).isEqualTo("/jobs?a=1&z=b?c");
        assertThat(target("/jobs?after={cursor}", places(null, "{}"))).isEqualTo("/jobs");
        assertThat(target(path, places("c d", "{\"x\":[{\"a\":\"?&\",\"b\":2}]}")))
                .isEqualTo("/jobs?a=1&after=c%20d&x=after:c%20d&f=2&z=b?c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u0000", "a\u007f", "\u20ac", "\u0085"})
    void what_no_header_can_hold_is_held_and_not_shown(String value) throws Exception {
        Places places = places(value, "{}");

        assertThatThrownBy(() -> new RequestText("x {cursor}").inHeader(places, key -> ""))
                .isInstanceOf(Held.class)
                .hasMessage(
                        "the header x {cursor} would hold a character that no header can hold; nothing was requested,"
                                + " and the next poll checks it again");
    }

    @Test
    void a_header_holds_a_value_as_it_is() throws Exception {
        assertThat(new RequestText("m {cursor}, {{acme.token}}").inHeader(places("%7B \"q\" {x}", "{}"), key -> "k"))
                .isEqualTo("m %7B \"q\" {x}, k");
    }
}
