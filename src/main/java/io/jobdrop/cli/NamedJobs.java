package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The feed and the jobs that a command line names; a command may have an option that stands for many. */
final class NamedJobs {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FEED", description = "The feed of the jobs.")
    private @Nullable String feed;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    /** The feed; null for all. */
    @Nullable
    String feed() {
        return feed;
    }

    /** Whether the line names jobs, or uses the option and names none. */
    boolean fit(boolean many) {
        return many == ids.isEmpty() && (many || feed != null);
    }

    /** A sentence about a feed that does not exist; empty when it does, or none is named. */
    String problem(Configuration configuration) {
        return feed == null || configuration.feed(feed).isPresent() ? "" : configuration.unknownFeed(feed);
    }

    /**
     * Makes each named job due.
     *
     * @param action does it, and says whether the job's state allowed it
     * @param news what became of the job, to follow its name
     * @param refusal a sentence about a job whose state did not
     */
    int makeDue(
            Console console,
            BiFunction<String, String, Boolean> action,
            BiFunction<String, String, String> news,
            BiFunction<String, String, String> refusal) {
        int code = Console.FINE;
        String of = String.valueOf(feed);
        for (String id : ids) {
            if (action.apply(of, id)) {
                console.out().println(of + " job " + id + " " + news.apply(of, id));
            } else {
                code = console.wrong(refusal.apply(of, id));
            }
        }
        return code;
    }
}
