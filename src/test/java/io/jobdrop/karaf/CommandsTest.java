package io.jobdrop.karaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.cli.Console;
import io.jobdrop.cli.Jobdrop;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.RuntimeSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Karaf's shell has the commands of the command line. */
class CommandsTest {
    /** These need a process, files, or a ledger of their own. */
    private static final Set<String> OF_THE_COMMAND_LINE = Set.of("run", "test", "new", "ledger", "completion", "help");

    private static final Pattern COMMAND = Pattern.compile("(?m)^  ([a-z]+)  +[A-Z]");

    @Test
    void each_command_that_works_beside_a_running_jobdrop_is_in_the_shell() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true);
        Path here = Path.of("").toAbsolutePath();
        Configuration.Sources sources =
                new Configuration.Sources(here, here, List.of(), List.of(), RuntimeSettings.NONE, Map.of());
        Jobdrop.execute(new String[] {"--help"}, new Console(out, out, sources));
        Set<String> wanted = COMMAND.matcher(printed.toString(StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.removeAll(OF_THE_COMMAND_LINE);

        assertThat(Commands.NAMES).containsExactlyElementsOf(wanted).contains("jobs", "redeliver");
        assertThat(Arrays.stream(Commands.class.getMethods()).map(Method::getName))
                .contains(Commands.NAMES);
    }
}
