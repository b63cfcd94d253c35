package io.jobdrop.cli;

import io.jobdrop.config.LogLevel;
import io.jobdrop.config.Problem;
import io.jobdrop.http.Product;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The command {@code jobdrop}: exit 0 when all is well, 1 when something is undelivered, 2 for wrong usage. */
@Command(
        name = "jobdrop",
        description =
                "Lands the result files of vendors' asynchronous jobs in a folder, an S3 bucket or any Camel endpoint: once each, whole, verified.",
        mixinStandardHelpOptions = true,
        versionProvider = Jobdrop.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nFirst steps:%n",
        footer = {
            "  jobdrop run --once --sandbox   try it, without keys and without a network",
            "  jobdrop check                  see whether your settings and feeds are right",
            "  jobdrop plan                   see what would be delivered",
            "  jobdrop run                    deliver, on schedule, until stopped",
            "",
            "Every setting is in config/application.properties and has an environment variable:",
            "companyenrich.token is COMPANYENRICH_TOKEN, jobdrop.drop.dir is JOBDROP_DROP_DIR.",
            "",
            "Exit codes: 0 fine, 1 something is undelivered, 2 wrong usage or configuration."
        })
public final class Jobdrop {
    private static final Set<String> CHECKING = Set.of("run", "check", "plan");

    private Jobdrop() {}

    /** Runs one command line of this machine's and returns its exit code. */
    public static int execute(String[] arguments, PrintStream out, PrintStream err, Map<String, String> environment) {
        Console console = new Console(out, err, ConfigurationOptions.ofCommandLine(environment));
        return execute(arguments, console, ConfigurationOptions.defaults(environment));
    }

    /** Runs one command line on what the console names, and returns its exit code. */
    public static int execute(String[] arguments, Console console) {
        return execute(arguments, console, option -> null);
    }

    private static int execute(String[] arguments, Console console, IDefaultValueProvider defaults) {
        CommandLine commandLine = with(commands(arguments, console), console).setDefaultValueProvider(defaults);
        if (arguments.length == 0) {
            commandLine.usage(console.err());
            return CommandLine.ExitCode.USAGE;
        }
        return console.ended(commandLine.execute(arguments));
    }

    // Picocli looks through each command that it gets, and a run by cron should be over soon.
    private static CommandLine commands(String[] arguments, Console console) {
        CommandLine run = new CommandLine(new Jobdrop()).addSubcommand(new RunCommand(console));
        return arguments.length > 0 && arguments[0].equals("run") ? run : withOthers(run, console);
    }

    private static CommandLine withOthers(CommandLine run, Console console) {
        return run.addSubcommand(new CheckCommand(console))
                .addSubcommand(new PlanCommand(console))
                .addSubcommand(new TestCommand(console))
                .addSubcommand(new NewCommand(console))
                .addSubcommand(new JobsCommand(console))
                .addSubcommand(new WatchCommand(console))
                .addSubcommand(new RetryCommand(console))
                .addSubcommand(new RedeliverCommand(console))
                .addSubcommand(new DismissCommand(console))
                .addSubcommand(new AuditCommand(console))
                .addSubcommand(new PruneCommand(console))
                .addSubcommand(new BackupCommand(console))
                .addSubcommand(new CommandLine(new LedgerCommand()).addSubcommand(new LedgerCopyCommand(console)))
                .addSubcommand(new ConfigCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new CommandLine.HelpCommand());
    }

    private static CommandLine with(CommandLine commands, Console console) {
        return commands.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                // An id may begin with @, and is then no name of a file with arguments.
                .setExpandAtFiles(false)
                .setExecutionStrategy(line -> execute(line, console))
                .setExecutionExceptionHandler((failure, line, result) -> console.failed(failure));
    }

    // With a level that is none, Log4j would print nothing but errors. The others say it with all that is wrong.
    private static int execute(ParseResult line, Console console) {
        boolean checks = line.hasSubcommand()
                && CHECKING.contains(line.subcommand().commandSpec().name());
        Optional<Problem> level = LogLevel.problem(console.sources().environment());
        if (checks || level.isEmpty()) {
            return new CommandLine.RunLast().execute(line);
        }
        return console.wrong(Problem.all(List.of(level.get()), "nothing was done"));
    }

    /** The version of the build, and what it runs on. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "jobdrop " + Product.VERSION + " (commit " + Product.COMMIT + ", Camel " + Product.CAMEL + ", Java "
                        + System.getProperty("java.version") + ")"
            };
        }
    }
}
