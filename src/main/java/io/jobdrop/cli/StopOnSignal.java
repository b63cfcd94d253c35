package io.jobdrop.cli;

import io.jobdrop.runtime.Run;

/**
 * Stops a run when the process is asked to end (Ctrl-C, SIGTERM). The JVM would answer with 143; a run that was
 * stopped in good order ends with its own exit code.
 */
final class StopOnSignal implements AutoCloseable {
    private final Thread hook;

    StopOnSignal(Run run, int exitCode) {
        hook = new Thread(
                () -> {
                    run.close();
                    Runtime.getRuntime().halt(exitCode);
                },
                "jobdrop-stop");
    }

    /** From now on a signal stops the run. */
    void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The run ended by itself. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running already, and ends the process when it is done.
            awaitHook();
        }
    }

    private void awaitHook() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
