package io.jobdrop.cli;

import io.jobdrop.Feed;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.FeedFile;
import io.jobdrop.config.Problem;
import io.jobdrop.job.Redacted;
import io.jobdrop.poll.InboxFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Registers jobs of a feed whose vendor has no list, as its inbox does.",
            "They are polled until they are finished. It works beside a running jobdrop."
        })
final class WatchCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "FEED", description = "The feed, such as companyenrich-bulk.")
    private String feed = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "JOB", description = "The vendor's job ids.")
    private List<String> ids = List.of();

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    WatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Configuration configuration = places.readToRegister(console);
        Optional<FeedFile> file = configuration.feed(feed);
        if (file.isEmpty()) {
            return console.wrong(configuration.unknownFeed(feed));
        }
        if (!file.get().isRight()) {
            return console.wrong(Problem.all(configuration.problems(), "nothing was registered"));
        }
        Feed of = file.get().feed();
        if (of.list().isPresent()) {
            return console.wrong(feed + " finds its jobs in the vendor's list; there is nothing to watch by hand");
        }
        List<String> wrong = ids.stream()
                .filter(id -> InboxFile.idIn(of, id).isEmpty())
                .map(Redacted::line)
                .toList();
        if (!wrong.isEmpty()) {
            return console.wrong("no job ids of " + feed + " (" + of.job().idPattern() + "): "
                    + String.join(", ", wrong) + "; nothing was registered");
        }
        Set<String> named =
                ids.stream().flatMap(id -> InboxFile.idIn(of, id).stream()).collect(Collectors.toSet());
        try (LedgerAccess access = LedgerAccess.open(configuration)) {
            int entered = access.ledger().register(feed, named);
            console.out()
                    .println(entered + " registered in " + configuration.ledger() + ", " + (named.size() - entered)
                            + " known already");
        }
        if (!configuration.feeds().contains(of)) {
            console.err()
                    .println(feed + " is not active with these settings: a run with them does not poll these jobs."
                            + " 'jobdrop check' lists the active feeds");
        }
        return Console.FINE;
    }
}
