package bench;

import java.io.IOException;

/** One question to Jobdrop and its peers. */
interface Scenario {
    /** What is done, with the sizes of this run. */
    String title(Options options);

    /** Measures, and checks that all files landed; an IllegalStateException says what did not. */
    void measure(Workbench bench, Report report) throws IOException, InterruptedException;
}
