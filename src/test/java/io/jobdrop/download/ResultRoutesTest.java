package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultRoutesTest {
    private static final HttpHost MADE_FOR = new HttpHost("https", "result.invalid", 443);

    private final ResultRoutes routes = new ResultRoutes();

    @ParameterizedTest
    @CsvSource({
        "https://h.example/a.csv?sig=x, https, h.example, 443",
        "https://h.example:8443/a.csv, https, h.example, 8443",
        "http://h_1.example/a.csv, http, h_1.example, 80",
        "https://[2001:db8::1]/a.csv, https, 2001:db8:0:0:0:0:0:1, 443"
    })
    void a_request_goes_to_the_host_of_its_url_whatever_it_was_made_for(
            String url, String scheme, String host, int port) throws Exception {
        HttpRoute route = routes.determineRoute(MADE_FOR, request(url), HttpClientContext.create());

        assertThat(route.getTargetHost()).isEqualTo(new HttpHost(scheme, host, port));
        assertThat(route.isSecure()).isEqualTo(scheme.equals("https"));
        assertThat(route.getTargetName()).as("the name in TLS").isNull();
    }

    @Test
    void a_request_without_a_url_goes_where_it_was_made_for() throws Exception {
        HttpRequest request = new BasicHttpRequest("GET", MADE_FOR, "/x");

        assertThat(routes.determineRoute(MADE_FOR, request, HttpClientContext.create())
                        .getTargetHost())
                .isEqualTo(MADE_FOR);
        assertThat(routes.determineRoute(MADE_FOR, HttpClientContext.create()).getTargetHost())
                .isEqualTo(MADE_FOR);
        ResultRoutes.address(request);
        assertThat(request.getPath()).isEqualTo("/x");
        assertThat(request.getAuthority().getHostName()).isEqualTo("result.invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h.example/a%2Fb.csv?sig=x%3D, https, h.example, /a%2Fb.csv?sig=x%3D",
        "https://h.example:8443/a.csv, https, h.example:8443, /a.csv",
        "https://h.example:80/a.csv, https, h.example:80, /a.csv",
        "http://h.example:80/a.csv, http, h.example, /a.csv",
        "http://h.example:443/a.csv, http, h.example:443, /a.csv",
        "https://[2001:db8::1]/a.csv, https, [2001:db8:0:0:0:0:0:1], /a.csv"
    })
    void the_request_line_and_its_host_are_those_of_the_url_and_the_url_itself_stays_here(
            String url, String scheme, String authority, String target) {
        HttpRequest request = request(url);

        ResultRoutes.address(request);

        assertThat(request.getScheme()).isEqualTo(scheme);
        assertThat(request.getAuthority()).hasToString(authority);
        assertThat(request.getPath()).isEqualTo(target);
        assertThat(request.getHeaders()).isEmpty();
    }

    private static HttpRequest request(String url) {
        HttpRequest request = new BasicHttpRequest("GET", MADE_FOR, "/x");
        request.setHeader(ResultHttp.URL, url);
        return request;
    }
}
