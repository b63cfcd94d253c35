package bench.cluster;

final class Partition implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
