package io.jobdrop.runtime;

import io.jobdrop.Feed;
import io.jobdrop.config.Cluster;
import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.Problem;
import io.jobdrop.config.Settings;
import io.jobdrop.poll.Hooks;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.record.RunLock;
import io.jobdrop.record.UnusableLedger;
import io.jobdrop.stage.Progress;
import io.jobdrop.status.JobAction;
import io.jobdrop.status.StatusServer;
import io.jobdrop.status.StatusSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every launcher starts: a configuration that was checked, the lock on its ledger, and the routes. Where it cannot
 * start, nothing is left of it.
 */
public final class Run implements AutoCloseable {
    /** What becomes of a configuration with problems. */
    public static final String NOTHING = "nothing was started";

    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final Configuration configuration;
    private final JobdropContext.Mode mode;
    private final RunLock lock;
    private final JobdropContext bundle;
    private @Nullable StatusSite site;
    private @Nullable StatusServer server;

    private Run(Configuration configuration, JobdropContext.Mode mode, RunLock lock, JobdropContext bundle) {
        this.configuration = configuration;
        this.mode = mode;
        this.lock = lock;
        this.bundle = bundle;
    }

    /**
     * Checks the machine and takes the ledger; nothing runs before {@link #start()}.
     *
     * @param sandbox whether the vendors are stand-ins, whose jobs never share a ledger with real ones
     * @throws CannotRun when the configuration or the machine does not allow it
     */
    public static Run prepare(Configuration configuration, JobdropContext.Mode mode, boolean sandbox, Progress progress)
            throws CannotRun, IOException {
        try {
            return prepareOn(configuration, mode, sandbox, progress);
        } catch (UnusableLedger e) {
            throw new CannotRun(String.valueOf(e.getMessage()), e);
        }
    }

    private static Run prepareOn(
            Configuration configuration, JobdropContext.Mode mode, boolean sandbox, Progress progress)
            throws CannotRun, IOException {
        if (sandbox && configuration.hasSoundLedger() && configuration.isLedgerOnServer()) {
            throw new CannotRun("The jobs of the sandbox are kept in a file, and jobdrop.ledger.url names a server;"
                    + " nothing was started. Set JOBDROP_LEDGER_URL=jdbc:sqlite:data/ledger.db for the sandbox");
        }
        if (isLocked(configuration)) {
            throw held(configuration.ledger());
        }
        configuration.checkMachine(mode == JobdropContext.Mode.SERVICE);
        if (!configuration.obstacles().isEmpty()) {
            throw new CannotRun(Problem.all(configuration.problems(), NOTHING));
        }
        configuration.problems().forEach(problem -> LOG.warn("{}", problem));
        LedgerAddress ledger = configuration.ledger();
        requireOwnLedger(configuration, ledger, sandbox);
        RunLock lock = RunLock.take(ledger).orElseThrow(() -> held(ledger));
        try {
            if (sandbox) {
                Files.write(
                        sandboxMark(ledger).orElseThrow(),
                        List.of("The jobs of this ledger are those of jobdrop run --sandbox."));
            }
            return new Run(
                    configuration,
                    mode,
                    lock,
                    new JobdropContext(configuration, ledger, lock, mode, progress, Clock.systemUTC()));
        } catch (RuntimeException | IOException | Error e) {
            lock.close();
            throw e;
        }
    }

    // It lies beside a ledger in a file. The sandbox has no other.
    private static Optional<Path> sandboxMark(LedgerAddress ledger) {
        return ledger instanceof LedgerAddress.InFile inFile
                ? Optional.of(inFile.file().resolveSibling("SANDBOX"))
                : Optional.empty();
    }

    /** Whether the jobs of a ledger are those of stand-ins. */
    public static boolean isOfSandbox(LedgerAddress ledger) {
        return sandboxMark(ledger).filter(Files::exists).isPresent();
    }

    private static void requireOwnLedger(Configuration configuration, LedgerAddress ledger, boolean sandbox)
            throws CannotRun {
        boolean own = isOfSandbox(ledger) == sandbox || ledger instanceof LedgerAddress.OnServer;
        if (!own && LedgerDatabase.exists(ledger)) {
            throw new CannotRun(
                    sandbox
                            ? ledger + " holds real jobs; choose another --home for the sandbox"
                            : ledger + " holds jobs of the sandbox; choose another --home, or delete "
                                    + configuration.settings().home());
        }
    }

    private static boolean isLocked(Configuration configuration) throws IOException {
        return configuration.hasSoundLedger() && RunLock.isHeld(configuration.ledger());
    }

    private static CannotRun held(LedgerAddress ledger) {
        return new CannotRun("Another jobdrop run works on " + ledger + ". Stop it first, or choose another "
                + ledger.other() + ". All commands but run work beside it."
                + (ledger instanceof LedgerAddress.OnServer
                        ? " To share its work, set the same " + Cluster.KEY + " for both."
                        : ""));
    }

    /**
     * Starts the routes that all feeds share; a service then begins with its feeds, which are polled at once and then on
     * schedule. Otherwise {@link JobdropContext#begin} is to follow.
     *
     * @throws CannotRun when they do not start; {@link #close()} is still due
     */
    public void start() throws CannotRun {
        bundle.start();
        if (mode == JobdropContext.Mode.SERVICE) {
            serve();
            bundle.begin(feed -> bundle.polls().first(feed.name(), configuration.cron(feed)));
        }
    }

    private void serve() throws CannotRun {
        StatusSite.Running running = new StatusSite.Running(
                configuration,
                bundle.owner(),
                bundle.ledger(),
                lock::away,
                bundle.work(),
                bundle.context().getRegistry().findSingleByType(Hooks.class),
                Map.of(
                        JobAction.RETRY, (feed, id, reason) -> bundle.actions().retry(feed, id),
                        JobAction.REDELIVER,
                                (feed, id, reason) -> bundle.actions().redeliver(feed, id),
                        JobAction.DISMISS,
                                (feed, id, reason) -> bundle.actions().dismiss(feed, id, reason)));
        StatusSite made = new StatusSite(
                configuration.settings(), () -> Optional.of(bundle.context()), running, Clock.systemUTC());
        site = made;
        try {
            server = serve(configuration.settings(), made).orElse(null);
        } catch (IOException e) {
            throw new CannotRun("The status page could not be started: " + e.getMessage(), e);
        }
    }

    /** Serves a site where the settings say; nowhere without a port. */
    static Optional<StatusServer> serve(Settings settings, StatusSite site) throws IOException {
        return settings.get("jobdrop.http.port").isEmpty()
                ? Optional.empty()
                : Optional.of(StatusServer.start(
                        settings.get("jobdrop.http.host"), settings.count("jobdrop.http.port"), site));
    }

    /** Tells the log what runs; nothing when it was stopped while it started. */
    public void announce() {
        if (!bundle.stopRequest().isRequested()) {
            LOG.info("{}", this);
        }
    }

    public JobdropContext bundle() {
        return bundle;
    }

    /** The status page of a service that was started. */
    Optional<StatusSite> site() {
        return Optional.ofNullable(site);
    }

    /** One line about what runs, where its files go, and where its status page is. */
    @Override
    public String toString() {
        Settings settings = configuration.settings();
        List<String> feeds = configuration.feeds().stream().map(Feed::name).toList();
        Optional<String> port = Optional.of(settings.get("jobdrop.http.port")).filter(value -> !value.isEmpty());
        boolean pages = !settings.get("jobdrop.http.auth-file").isEmpty()
                || Set.of("localhost", "127.0.0.1", "::1", "[::1]").contains(settings.get("jobdrop.http.host"));
        return "jobdrop is running: " + String.join(", ", feeds) + " to " + configuration.destinations()
                + port.map(value -> "; " + (pages ? "status page" : "health and metrics") + " on http://"
                                + settings.get("jobdrop.http.host") + ":" + value + "/")
                        .orElse("")
                + (configuration.ledger().isShared()
                        ? "; node " + bundle.owner() + " of " + configuration.ledger()
                        : "");
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
            }
            bundle.close();
        } finally {
            lock.close();
        }
    }
}
