package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.record.LedgerCopy;
import io.jobdrop.record.RunLock;
import io.jobdrop.runtime.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "copy",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the ledger of the settings into an empty one: from a file to PostgreSQL, or back.",
            "No run may work on either of them. A copy that is killed is resumed by the same command.",
            "At its end it compares the rows of each table. Then set jobdrop.ledger.url to TO-URL.",
            "Role, password and schema of PostgreSQL are those of the settings."
        })
final class LedgerCopyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "TO-URL",
            description = "The new ledger: jdbc:postgresql://HOST:5432/DATABASE or jdbc:sqlite:PATH.")
    private String url = "";

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    LedgerCopyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = places.readForLedger(console);
        LedgerAddress source = LedgerAccess.existingAddress(configuration);
        LedgerAddress target = target(configuration);
        if (Run.isOfSandbox(source)) {
            throw new WrongSetting(source + " holds jobs of the sandbox, which never share a ledger with real ones;"
                    + " nothing was copied");
        }
        if (source.equals(target)) {
            throw new WrongSetting(target + " is the ledger of the settings itself; nothing was copied");
        }
        try (RunLock from = RunLock.take(alone(source)).orElseThrow(() -> held(source));
                RunLock to = RunLock.take(alone(target)).orElseThrow(() -> held(target))) {
            Path drop = configuration.settings().path("jobdrop.drop.dir");
            LedgerCopy.Result result = LedgerCopy.run(source, target, drop, this::progress);
            if (from.away().or(to::away).isPresent()) {
                return console.wrong("a server did not answer during the copy, and another run may have used a ledger."
                        + " Run the command again into an empty ledger");
            }
            clearLine();
            console.out()
                    .println(source + " was copied to " + target + ": " + result.jobs() + " jobs, " + result.rows()
                            + " rows, all equal" + (result.resumed() ? "; it went on with an earlier copy" : ""));
        }
        return Console.FINE;
    }

    private static LedgerAddress alone(LedgerAddress ledger) {
        return ledger instanceof LedgerAddress.OnServer server ? server.alone() : ledger;
    }

    private LedgerAddress target(Configuration configuration) {
        try {
            LedgerAddress.check(url);
            return LedgerAddress.of(configuration.settings(), url);
        } catch (IllegalArgumentException e) {
            throw new WrongSetting("TO-URL: " + e.getMessage() + ". Nothing was copied");
        }
    }

    private static WrongSetting held(LedgerAddress ledger) {
        return new WrongSetting("a jobdrop run works on " + ledger + "; nothing was copied. Stop it first");
    }

    private void progress(String table, long rows, long of) {
        if (Boolean.getBoolean("jobdrop.terminal")) {
            console.err().printf("\r\033[K%s: %d of %d rows", table, rows, of);
            console.err().flush();
        }
    }

    private void clearLine() {
        if (Boolean.getBoolean("jobdrop.terminal")) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
    }
}
