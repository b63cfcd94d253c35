package bench.cluster;

final class Faults implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
