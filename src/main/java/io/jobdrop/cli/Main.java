package io.jobdrop.cli;

import java.util.Set;

/** The command line's launcher. */
public final class Main {
    // What these play is no run: they say themselves what came of it, and no next poll comes.
    private static final Set<String> PLAYING = Set.of("new", "test");

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && PLAYING.contains(arguments[0])) {
            // config/log4j2.properties reads it.
            System.setProperty("jobdrop.log.level", "off");
        }
        System.exit(Jobdrop.execute(arguments, System.out, System.err, System.getenv()));
    }
}
