package io.jobdrop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextAddressTest {
    private static final String BASE = "https://api.v.example/v1";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://api.v.example/v1/jobs?after=2      | /jobs?after=2
            HTTPS://API.V.EXAMPLE:443/v1/jobs?after=2  | /jobs?after=2
            //api.v.example/v1/jobs                    | /jobs
            /v1/jobs?after=a%20b&x=%2F                 | /jobs?after=a%20b&x=%2F
            ?after=2                                   | /jobs?after=2
            jobs?after=2                               | /jobs?after=2
            /v1/jobs?filter[state]=done&q=a b^c        | /jobs?filter[state]=done&q=a%20b%5Ec
            /v1/jobs?after=ü#top                       | /jobs?after=%C3%BC
            /jobs/query?after=2                        | /jobs/query?after=2
            /v10/jobs                                  | /v10/jobs
            """)
    void an_address_below_the_vendors_is_followed(String given, String path) {
        assertThat(NextAddress.below(BASE, "/jobs?limit=10", given)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.v.example/v1/jobs",
                "https://api.v.example:8443/v1/jobs",
                "https://evil.example/v1/jobs",
                "//evil.example/v1/jobs",
                "https://api.v.example@evil.example/v1/jobs",
                "https://user:pw@api.v.example/v1/jobs",
                "https://api.v.example.evil.example/v1",
                "https:/v1/jobs",
                "mailto:a@b"
            })
    void another_origin_is_refused(String given) {
        assertThatThrownBy(() -> NextAddress.below(BASE, "/jobs", given))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.v.example/v2/jobs",
                "https://api.v.example/v1",
                "//api.v.example/v10/jobs",
                "/../admin",
                "/v1/../admin",
                "/v1/%2e%2E/admin",
                "../admin",
                "https://api.v.example",
                "https://api.v.example/"
            })
    void another_path_is_refused(String given) {
        assertThatThrownBy(() -> NextAddress.below(BASE, "/jobs", given))
                .hasMessage("leads to another path than those below " + BASE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <https://h/?p=2>; rel="next", <https://h/?p=9>; rel="last"       | https://h/?p=2
            <https://h/?p=1>; rel="first", <https://h/?a=1,2&p=2>; rel=next  | https://h/?a=1,2&p=2
            <a>; title="x, <b>; rel=next"; rel=prev, <c>; REL="Last NEXT"    | c
            <a>; rel=prev; rel=next, <b>;rel=next                            | b
            """)
    void a_link_header_names_the_next_page(String header, String target) {
        assertThat(NextAddress.in(header)).contains(target);
    }

    @Test
    void without_such_a_link_there_is_none() {
        assertThat(NextAddress.in("")).isEmpty();
        assertThat(NextAddress.in("<https://h/?p=9>; rel=\"last\"")).isEmpty();
        assertThat(NextAddress.in("<https://h/?p=9>; rel=\"nextish\"")).isEmpty();
        assertThat(NextAddress.in("next")).isEmpty();
    }
}
