package bench;

final class ParallelFiles implements Scenario {
    @Override
    public String title(Options options) {
        return "";
    }

    @Override
    public void measure(Workbench bench, Report report) {}
}
