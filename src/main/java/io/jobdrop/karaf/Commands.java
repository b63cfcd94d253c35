package io.jobdrop.karaf;

import io.jobdrop.cli.Console;
import io.jobdrop.cli.Jobdrop;
import io.jobdrop.config.Configuration;
import io.jobdrop.runtime.OwnLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands of Karaf's shell: those of the command line, with the same options and output. The shell finds the
 * methods by their names (Apache Felix Gogo, {@code osgi.command.function}).
 */
public final class Commands {
    static final String[] NAMES = {
        "audit", "backup", "check", "config", "dismiss", "jobs", "plan", "prune", "redeliver", "retry", "watch"
    };

    private final Supplier<Configuration.@Nullable Sources> sources;

    Commands(Supplier<Configuration.@Nullable Sources> sources) {
        this.sources = sources;
    }

    public void audit(String... arguments) {
        execute("audit", arguments);
    }

    public void backup(String... arguments) {
        execute("backup", arguments);
    }

    public void check(String... arguments) {
        execute("check", arguments);
    }

    public void config(String... arguments) {
        execute("config", arguments);
    }

    public void dismiss(String... arguments) {
        execute("dismiss", arguments);
    }

    public void jobs(String... arguments) {
        execute("jobs", arguments);
    }

    public void plan(String... arguments) {
        execute("plan", arguments);
    }

    public void prune(String... arguments) {
        execute("prune", arguments);
    }

    public void redeliver(String... arguments) {
        execute("redeliver", arguments);
    }

    public void retry(String... arguments) {
        execute("retry", arguments);
    }

    public void watch(String... arguments) {
        execute("watch", arguments);
    }

    private void execute(String command, String... arguments) {
        Configuration.Sources configured = sources.get();
        if (configured == null) {
            throw new IllegalStateException("jobdrop is not configured yet");
        }
        String[] line = Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new);
        int code = OwnLoader.within(() -> Jobdrop.execute(line, new Console(System.out, System.out, configured)));
        if (code != 0) {
            throw new Ended("jobdrop:" + command + " ends with exit code " + code);
        }
    }

    /** What a script in the shell sees of an exit code. The log needs no trace of it. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Ended(String message) {
            super(message, null, false, false);
        }
    }
}
