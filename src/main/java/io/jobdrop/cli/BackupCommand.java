package io.jobdrop.cli;

import io.jobdrop.config.Configuration;
import io.jobdrop.config.LedgerAddress;
import io.jobdrop.config.WrongSetting;
import io.jobdrop.record.LedgerDatabase;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Copies the ledger into a new file.",
            "The copy is the ledger at one moment. The file appears when it is whole.",
            "A ledger on a PostgreSQL server is backed up by pg_dump, and refused here: exit code 2.",
            "It works beside a running jobdrop and never creates a ledger. An existing file is not replaced: exit code 2.",
            "To restore it: stop jobdrop, delete the ledger's files with the endings -wal and -shm, put the copy in the"
                    + " ledger's place, and start jobdrop. It finds later deliveries by their hash."
        })
final class BackupCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "FILE", description = "The new file; a relative path starts here.")
    private Path file = Path.of("");

    @Mixin
    private ConfigurationOptions places = new ConfigurationOptions();

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = places.readForLedger(console);
        if (LedgerAccess.sound(configuration) instanceof LedgerAddress.OnServer server) {
            throw new WrongSetting(
                    "the ledger " + server + " is backed up by PostgreSQL's own tools; nothing was copied."
                            + " Use pg_dump --schema=" + server.schema() + ", or the server's continuous archiving");
        }
        LedgerAddress ledger = LedgerAccess.existingAddress(configuration);
        Path target = file.toAbsolutePath().normalize();
        Path folder = Disk.folderOf(target);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target);
        }
        if (!Files.isDirectory(folder)) {
            throw new WrongSetting("there is no folder " + folder + "; nothing was copied");
        }
        if (!Files.isWritable(folder)) {
            throw new WrongSetting("this user may not write into " + folder + "; nothing was copied");
        }
        Path part = folder.resolve(target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            LedgerDatabase.copy(ledger, part);
            publish(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
        console.out().println(ledger + " was copied to " + target + ": " + Files.size(target) + " bytes");
        return Console.FINE;
    }

    private static void publish(Path part, Path target) throws IOException {
        Disk disk = new Disk();
        try {
            // SQLite does not.
            disk.flush(part);
            disk.publish(part, target);
            disk.flush(Disk.folderOf(target));
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        }
    }

    private static WrongSetting exists(Path target) {
        return new WrongSetting(target + " exists already; it was not replaced and nothing was copied");
    }
}
