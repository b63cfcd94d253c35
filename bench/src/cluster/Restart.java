package bench.cluster;

final class Restart implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
