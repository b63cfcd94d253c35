package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that is measured. It does not outlive the bench. */
public final class Child implements AutoCloseable {
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();
    private static final double TICKS_PER_SECOND = 100;
    private static final List<String> OURS = List.of("JOBDROP_", "COMPANYENRICH_", "USERPILOT_", "CONVERTLY_", "AWS_");

    private final Process process;
    private final Path log;
    private final long startedAt = System.nanoTime();
    private final double reapedBefore = reaped();

    /**
     * What a process took.
     *
     * @param cpu seconds, with those of its own children
     * @param peakMemory bytes resident at most, without its children
     */
    public record Usage(double seconds, double cpu, long peakMemory) {}

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Child::kill)));
    }

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        ALIVE.add(process);
    }

    /** Starts a command in a folder, with more variables; what it says goes to the file. */
    public static Child start(Path folder, Path log, Map<String, String> variables, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> OURS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(variables);
        return new Child(
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start(),
                log);
    }

    /** Has the process end with the bench as well. */
    public static Process keep(Process process) {
        ALIVE.add(process);
        return process;
    }

    /** Waits for the end; a failure says the last lines of the log. Only one child may end meanwhile. */
    public Usage await(Duration limit) throws IOException, InterruptedException {
        long peak = 0;
        long end = startedAt + limit.toNanos();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, memory("VmHWM"));
            if (System.nanoTime() > end) {
                kill(process);
                throw new IllegalStateException("it took longer than " + limit + said());
            }
        }
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        ALIVE.remove(process);
        if (process.exitValue() != 0) {
            throw new IllegalStateException("it ended with " + process.exitValue() + said());
        }
        return new Usage(seconds, reaped() - reapedBefore, peak);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void killNow() throws InterruptedException {
        kill(process);
        process.waitFor();
        ALIVE.remove(process);
    }

    /** Sends a signal, such as {@code STOP}. */
    public void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Seconds of CPU until now, of this process and those that it waited for. */
    public double cpu() throws IOException {
        String[] fields = stat(Path.of("/proc", String.valueOf(process.pid()), "stat"));
        return (ticks(fields, 14) + ticks(fields, 15) + ticks(fields, 16) + ticks(fields, 17)) / TICKS_PER_SECOND;
    }

    /** Bytes, by the name that Linux gives them: VmRSS, VmHWM; 0 when the process has ended. */
    long memory(String name) {
        return status(name) * 1024;
    }

    /** Its threads; 0 when the process has ended. */
    long threads() {
        return status("Threads");
    }

    private long status(String name) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    // Linux adds up what our ended children took.
    private static double reaped() {
        try {
            String[] fields = stat(Path.of("/proc/self/stat"));
            return (ticks(fields, 16) + ticks(fields, 17)) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // The fields by their numbers in proc(5); the name may hold spaces, so counting begins after it.
    private static String[] stat(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    private static long ticks(String[] fields, int number) {
        return Long.parseLong(fields[number - 3]);
    }

    public String said() {
        try {
            List<String> lines = Files.readAllLines(log);
            return ":\n    " + String.join("\n    ", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    /** Asks it to end, and makes it end when it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                kill(process);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(process);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
