package bench.cluster;

final class Takeover implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
