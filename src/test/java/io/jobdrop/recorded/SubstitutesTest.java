package io.jobdrop.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same secret becomes the same word wherever it is, in whatever encoding; what the feed reads stays. */
class SubstitutesTest {
    private final Substitutes substitutes =
            new Substitutes(Map.of("k/y+1", "KEY"), List.of("$.id", "$['next_token']"), text -> text);

    private JsonNode learnt(String json) throws JsonProcessingException {
        JsonNode answer = new ObjectMapper().readTree(json);
        substitutes.keep(answer);
        substitutes.learn(answer);
        return substitutes.in(answer);
    }

    @Test
    void a_signature_is_replaced_in_each_url_and_encoding() throws Exception {
        assertThat(learnt("""
                        {"a":"https://h/f?n=1&sig=a%2Bb%3D&x=2","b":"<a href='https://h/f?sig=a%2Bb%3D&amp;y=3'>",
                        "c":"https://h/f?to=https%3A%2F%2Fh%3Fsig%3Da%252Bb%253D%26z%3D4","d":"https://h/?X-Amz-Signature=o"}"""))
                .hasToString(
                        "{\"a\":\"https://h/f?n=1&sig=x&x=2\",\"b\":\"<a href='https://h/f?sig=x&amp;y=3'>\","
                                + "\"c\":\"https://h/f?to=https%3A%2F%2Fh%3Fsig%3Dx%26z%3D4\",\"d\":\"https://h/?X-Amz-Signature=x2\"}");
        assertThat(substitutes.in("https://h/f?sig=a+b=")).isEqualTo("https://h/f?sig=x");
        assertThat(substitutes.in("https://h/f?sig=other")).isEqualTo("https://h/f?sig=other");
    }

    @Test
    void users_and_fields_with_secrets_are_replaced() throws Exception {
        assertThat(learnt("""
                        {"u":"ftp://me:pw@h/","access_token":"abcdefgh","again":["abcdefgh"],"token":"short","api_key":12345678,"password":"PW","db_pwd":1234}"""))
                .hasToString("{\"u\":\"ftp://x2@h/\",\"access_token\":\"x\",\"again\":[\"x\"],\"token\":\"short\","
                        + "\"api_key\":12345678,\"password\":\"x\",\"db_pwd\":\"x\"}");
    }

    @Test
    void a_configured_secret_is_replaced_in_values_and_names() throws Exception {
        assertThat(learnt("{\"k/y+1\":\"https://h/?q=k%2Fy%2B1\",\"n\":{\"id\":\"k/y+1\"}}"))
                .hasToString("{\"KEY\":\"https://h/?q=KEY\",\"n\":{\"id\":\"KEY\"}}");
    }

    @Test
    void what_the_feed_reads_stays() throws Exception {
        String answer = "{\"next_token\":\"a-long-cursor\",\"next\":\"https://h/?page_token=a-long-cursor\"}";

        assertThat(learnt(answer)).hasToString(answer);
    }
}
