package io.jobdrop.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a script with which bash and zsh complete commands and options.",
            "Use it with: source <(jobdrop completion). The package has it as completion/jobdrop.bash, and the manual page as man/jobdrop.1."
        })
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--man-page", description = "Print the manual page, in the format of man, instead.")
    private boolean manPage;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        console.out().print(manPage ? new ManPage(root).text() : AutoComplete.bash("jobdrop", root));
        console.out().flush();
        return Console.FINE;
    }
}
