package io.jobdrop.cli;

/** The command line's launcher. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Jobdrop.execute(arguments, System.out, System.err, System.getenv()));
    }
}
