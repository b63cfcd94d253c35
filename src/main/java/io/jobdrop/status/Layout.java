package io.jobdrop.status;

import io.jobdrop.http.Product;
import java.time.Instant;
import java.util.List;

/** What all pages have in common: head, navigation, foot. */
final class Layout {
    private final String who;
    private final Instant since;
    private final Text text;
    private final Observe observe;

    /** {@code who} says what runs, empty when nothing does. */
    Layout(String who, Instant since, Text text, Observe observe) {
        this.who = who;
        this.since = since;
        this.text = text;
        this.observe = observe;
    }

    /** A page that a script, where there is one, brings up to date every few seconds. */
    Response live(Request request, String title, Html main) {
        return page(request, 200, title, main, "5");
    }

    Response page(Request request, int status, String title, Html main) {
        return page(request, status, title, main, "");
    }

    private Response page(Request request, int status, String title, Html main, String refresh) {
        String base = request.base();
        List<String> problems = observe.problems();
        Html health = problems.isEmpty()
                ? Html.of("<span class=\"health up\">Health UP</span>")
                : Html.of(
                        "<span class=\"health down\" title=\"{}\">Health DOWN</span>",
                        text.safe(String.join("; ", problems)));
        return html(
                status,
                Html.of(
                        """
                        <!doctype html>
                        <html lang="en">
                        <head>
                        <meta charset="utf-8">
                        <meta name="viewport" content="width=device-width, initial-scale=1">
                        <title>{} · Jobdrop</title>
                        <link rel="icon" href="{}/assets/icon.svg" type="image/svg+xml">
                        <link rel="stylesheet" href="{}/assets/status.css">
                        <script src="{}/assets/status.js" defer></script>
                        </head>
                        <body data-refresh="{}">
                        <a class="skip" href="#main">Skip to content</a>
                        <header id="head">
                        <a class="brand" href="{}/">Jobdrop</a>
                        <nav aria-label="Pages"><a href="{}/">Status</a> <a href="{}/jobs">Jobs</a></nav>
                        <p>{}<span>version {}</span><span>started {}</span></p>
                        </header>
                        <p id="stale" role="status" hidden>This page is out of date: Jobdrop does not answer.</p>
                        <main id="main" tabindex="-1">
                        {}
                        </main>
                        <footer><a href="{}/settings">Settings</a> <a href="{}/observe/health">Health</a> <a \
                        href="{}/observe/metrics">Metrics</a> <a href="{}/api/feeds">API</a> {}</footer>
                        </body>
                        </html>
                        """,
                        title,
                        base,
                        base,
                        base,
                        refresh,
                        base,
                        base,
                        base,
                        health,
                        Product.VERSION,
                        text.time(since),
                        main,
                        base,
                        base,
                        base,
                        base,
                        who.isEmpty() ? Html.NONE : Html.of("<small>{}</small>", who)));
    }

    private static Response html(int status, Html page) {
        return Response.of(status, "text/html; charset=utf-8", page.text());
    }
}
