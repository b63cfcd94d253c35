package io.jobdrop.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param where the file and line, the environment variable, or the option that holds it
 * @param what what is wrong, with the value and the nearest right one
 */
public record Problem(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
