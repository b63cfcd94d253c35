package bench.cluster;

final class Zombie implements Scenario {
    @Override
    public void run(Scene scene, Verdicts verdicts) {}
}
