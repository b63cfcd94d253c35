package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A tool that lists an account's jobs, requests their details and downloads their results, as its users would have it do so. */
enum JobPeer {
    SCRIPT("curl -Z script", "list-resolve-download.sh", "curl", "jq"),
    CAMEL("plain Camel, no fsync", "plain.camel.yaml"),
    BENTHOS("Benthos, hash, sync", "benthos.sh", "benthos"),
    DLT("dlt, no fsync", "dlt-jobs.py", "dlt"),
    AIRBYTE("Airbyte CDK, no fsync", "airbyte-cdk.sh", "airbyte-cdk"),
    NODE_RED("Node-RED, no fsync", "node-red.sh", "node-red");

    private final String label;
    private final String file;
    private final List<String> needs;

    JobPeer(String label, String file, String... needs) {
        this.label = label;
        this.file = file;
        this.needs = List.of(needs);
    }

    static JobPeer labelled(String label) {
        return Arrays.stream(values())
                .filter(peer -> peer.label.equals(label))
                .findFirst()
                .orElseThrow();
    }

    String label() {
        return label;
    }

    boolean isInstalled(Tools tools) {
        return needs.stream().allMatch(tools::has);
    }

    /** What it needs, in words. */
    String needs() {
        return String.join(" or ", needs);
    }

    /** Runs it, with its start, until it has brought all results. */
    Child.Usage run(Workbench bench, String account, long jobs, long size) throws IOException, InterruptedException {
        return switch (this) {
            case CAMEL -> camel(bench, account, jobs, size);
            case NODE_RED -> nodeRed(bench, account, jobs, size);
            default -> toItsEnd(bench, account, jobs, size);
        };
    }

    private Child.Usage toItsEnd(Workbench bench, String account, long jobs, long size)
            throws IOException, InterruptedException {
        Path drop = bench.newFolder("peer");
        Child.Usage usage =
                bench.run(bench.newFolder("peer-log"), Map.of(), command(bench, account, drop));
        Landed.check(drop, jobs, jobs, size);
        return usage;
    }

    private String[] command(Workbench bench, String account, Path drop) {
        return new String[] {bench.peer(file), bench.vendor().url(), account, drop.toString()};
    }

    private static Child.Usage camel(Workbench bench, String account, long jobs, long size)
            throws IOException, InterruptedException {
        bench.settle();
        long start = System.currentTimeMillis();
        PlainCamel camel = PlainCamel.start(bench, account, List.of());
        try (Child process = camel.process()) {
            camel.poll();
            return untilQuiet(bench, account, jobs, size, process, camel.drop(), start);
        }
    }

    private Child.Usage nodeRed(Workbench bench, String account, long jobs, long size)
            throws IOException, InterruptedException {
        Path drop = bench.newFolder("node-red");
        Path home = bench.newFolder("node-red-log");
        List<String> command = new ArrayList<>(List.of(command(bench, account, drop)));
        command.add(String.valueOf(Workbench.freePort()));
        bench.settle();
        long start = System.currentTimeMillis();
        try (Child process = Child.start(home, home.resolve("log"), Map.of(), command)) {
            return untilQuiet(bench, account, jobs, size, process, drop, start);
        }
    }

    // What runs on is done with its last download. Its start counts, as for the others.
    private static Child.Usage untilQuiet(
            Workbench bench, String account, long jobs, long size, Child process, Path drop, long start)
            throws IOException, InterruptedException {
        VendorProcess.Stats stats = bench.awaitQuiet(account, jobs, process);
        Landed.await(drop, jobs, jobs, size);
        return new Child.Usage((stats.lastDownloadAt() - start) / 1e3, process.cpu(), process.memory("VmHWM"));
    }
}
