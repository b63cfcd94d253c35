package io.jobdrop.cli;

import io.jobdrop.http.Product;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of all commands, in the macros of man(7), from the same model as the help texts. */
final class ManPage {
    private final CommandLine root;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandLine root) {
        this.root = root;
    }

    /** The page; the same for the same build. */
    String text() {
        page.setLength(0);
        macro(".TH JOBDROP 1 \"\" \"jobdrop " + escaped(Product.VERSION) + "\" \"Jobdrop\"");
        CommandSpec spec = root.getCommandSpec();
        macro(".SH NAME");
        text("jobdrop - lands the result files of vendors' jobs");
        macro(".SH SYNOPSIS");
        bold("jobdrop COMMAND");
        macro(".SH DESCRIPTION");
        paragraphs(spec.usageMessage().description());
        macro(".SH OPTIONS");
        spec.options().stream().filter(option -> !option.hidden()).forEach(this::option);
        macro(".SH COMMANDS");
        root.getSubcommands().entrySet().stream()
                // Each command has the option --help.
                .filter(command -> !command.getKey().equals("help"))
                .forEach(this::command);
        macro(".SH NOTES");
        for (String line : spec.usageMessage().footer()) {
            macro(line.isBlank() ? ".PP" : ".br");
            text(line.strip());
        }
        return page.toString();
    }

    private void command(Map.Entry<String, CommandLine> command) {
        CommandSpec spec = command.getValue().getCommandSpec();
        macro(".SS jobdrop " + escaped(command.getKey()));
        bold(synopsis(command.getValue()));
        macro(".PP");
        paragraphs(spec.usageMessage().description());
        spec.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .forEach(this::parameter);
        spec.options().stream().filter(option -> !option.hidden()).forEach(this::option);
    }

    private static String synopsis(CommandLine command) {
        return command.getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
    }

    private void parameter(PositionalParamSpec parameter) {
        macro(".TP");
        bold(parameter.paramLabel());
        paragraphs(parameter.description());
    }

    private void option(OptionSpec option) {
        macro(".TP");
        String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        bold(List.of(option.names()).stream().collect(Collectors.joining(", ")) + label);
        paragraphs(option.description());
    }

    private void paragraphs(String... lines) {
        for (int i = 0; i < lines.length; i++) {
            if (i > 0) {
                macro(".br");
            }
            text(lines[i]);
        }
    }

    private void bold(String line) {
        page.append("\\fB").append(escaped(line)).append("\\fR\n");
    }

    private void text(String line) {
        if (!line.isEmpty()) {
            // A line that begins like this would be a macro.
            page.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                    .append(escaped(line))
                    .append('\n');
        }
    }

    private void macro(String line) {
        page.append(line).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
