package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lets each tool run once a round, in an order that turns from round to round. */
final class Rounds {
    interface Turn {
        void take(String tool) throws IOException, InterruptedException;
    }

    private Rounds() {}

    static void run(int rounds, List<String> tools, Turn turn) throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(tools);
        for (int round = 0; round < rounds; round++) {
            for (String tool : order) {
                turn.take(tool);
            }
            Collections.rotate(order, -1);
        }
    }
}
