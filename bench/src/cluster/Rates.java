package bench.cluster;

final class Rates implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
