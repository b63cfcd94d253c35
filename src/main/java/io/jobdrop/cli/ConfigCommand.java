package io.jobdrop.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.EffectiveSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the settings in force, each with its origin: file and line, environment variable, or default.",
            "Without --all it prints those that differ from the defaults.",
            "Secrets are printed as ***. So are values of unknown keys, which may be misspelt secrets."
        })
final class ConfigCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--all", description = "Print every key, also those that have their default or are not set.")
    private boolean all;

    @Option(names = "--json", description = "Print a JSON array of {key, value, origin, isDefault} instead of a table.")
    private boolean json;

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    ConfigCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Configuration configuration = places.read(console, Map.of());
        EffectiveSettings settings = new EffectiveSettings(configuration);
        List<EffectiveSettings.Shown> shown = all ? settings.all() : settings.chosen();
        if (json) {
            console.out()
                    .println(new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(array(shown)));
        } else {
            Table table = new Table("KEY", "VALUE", "ORIGIN");
            shown.forEach(setting ->
                    table.row(setting.key(), setting.value().replaceAll("\\p{Cntrl}", " "), setting.origin()));
            table.print(console.out());
            console.out()
                    .println("Relative paths start at "
                            + configuration.settings().home());
        }
        int problems = configuration.problems().size();
        if (problems > 0) {
            console.err().println("The configuration has " + problems + " problems; jobdrop check prints them.");
        }
        return Console.FINE;
    }

    private static ArrayNode array(List<EffectiveSettings.Shown> shown) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        shown.forEach(setting -> array.addObject()
                .put("key", setting.key())
                .put("value", setting.value())
                .put("origin", setting.origin())
                .put("isDefault", setting.isDefault()));
        return array;
    }
}
