package bench.cluster;

import java.io.IOException;
import java.sql.SQLException;

/** One question to a cluster. */
interface Scenario {
    void run(Scene scene, Verdicts verdicts) throws IOException, InterruptedException, SQLException;
}
