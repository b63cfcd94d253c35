package io.jobdrop.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.Feed;
import io.jobdrop.support.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Feed files in a home of their own, and what is made of them. */
final class FeedScene {
    /** What a feed needs, and nothing else. */
    static final String RIGHT = """
            vendor: convertly
            list:
              path: /jobs
              paging: {type: page}
            detail:
              path: /jobs/{jobId}
            job:
              completed: done
            results:
              urls: $.url
            """;

    final Path home;
    final Installation jobdrop;

    FeedScene(Path home) {
        this.home = home;
        jobdrop = new Installation(home).set("CONVERTLY_TOKEN", "key");
    }

    /** The feed that has these properties, in which there must be no mistake. */
    Feed feed(String properties) throws IOException {
        jobdrop.feed("acme", TestFeed.yaml("acme", properties));
        assertThat(problems()).isEmpty();
        return jobdrop.read().feed("acme").orElseThrow().feed();
    }

    List<String> problems() {
        return jobdrop.read().problems().stream().map(Problem::toString).toList();
    }
}
