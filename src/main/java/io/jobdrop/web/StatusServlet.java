package io.jobdrop.web;

import io.jobdrop.runtime.Service;
import io.jobdrop.status.Request;
import io.jobdrop.status.Response;
import io.jobdrop.status.StatusSite;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The status page, health and metrics on the application server's own port. */
public final class StatusServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Service service = (Service) getServletContext().getAttribute(ContextListener.SERVICE);
        Optional<StatusSite> site = service.site();
        Request asked = read(request);
        Response answer = site.map(pages -> pages.answer(asked)).orElseGet(() -> StatusSite.starting(asked));
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    private static Request read(HttpServletRequest request) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
        }
        String base = request.getContextPath();
        String path = request.getRequestURI().substring(base.length()).replaceFirst(";.*", "");
        return new Request(
                request.getMethod(),
                path.isEmpty() ? "/" : path,
                Objects.requireNonNullElse(request.getQueryString(), ""),
                headers,
                new String(request.getInputStream().readNBytes(Request.MOST_READ + 1), StandardCharsets.ISO_8859_1),
                request.getUserPrincipal() == null ? Request.Reach.NETWORK : Request.Reach.AUTHENTICATED,
                base);
    }
}
