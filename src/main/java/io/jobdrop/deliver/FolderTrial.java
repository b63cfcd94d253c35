package io.jobdrop.deliver;

import io.jobdrop.job.GiveUp;
import io.jobdrop.job.RootCause;
import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries the folder that receives results as a delivery uses it: a file is staged in {@code .staging}, gets a second name, and
 * is published in the folder and in those below it that are there. Nothing is left behind.
 */
public final class FolderTrial {
    private static final Logger LOG = LoggerFactory.getLogger(FolderTrial.class);

    private final Path drop;
    private final Disk disk;
    // Another process may try the same folder.
    private final String name = ".jobdrop-check-" + UUID.randomUUID();

    public FolderTrial(Path drop, Disk disk) {
        this.drop = drop;
        this.disk = disk;
    }

    /**
     * Tries it.
     *
     * @param folders the names of folders below it into which feeds deliver
     * @return what was found, in words
     * @throws GiveUp when a file cannot be published in one of them
     */
    public String run(Collection<String> folders) {
        Path staging = drop.resolve(".staging");
        boolean[] made = {!Files.exists(staging), !Files.exists(drop)};
        try {
            Files.createDirectories(staging);
            boolean links = publish(staging, drop);
            for (String folder : folders) {
                if (Files.isDirectory(drop.resolve(folder))) {
                    links &= publish(staging, drop.resolve(folder));
                }
            }
            String free = (Files.getFileStore(drop).getUsableSpace() >> 20) + " MB free";
            return "The folder: " + drop + ", " + free + ". A file was staged, published and deleted there."
                    + (links
                            ? ""
                            : " It has no hard links: a file that another program puts there in the moment of a delivery"
                                    + " may be replaced.");
        } catch (IOException e) {
            throw new GiveUp("jobdrop.drop.dir (" + drop + ") cannot be used: " + RootCause.text(e), e);
        } finally {
            remove(made, staging);
        }
    }

    // Whether it has hard links.
    private boolean publish(Path staging, Path folder) throws IOException {
        Path staged = staging.resolve(name);
        Path published = folder.resolve(name);
        try {
            Files.deleteIfExists(published);
            Files.writeString(staged, "");
            boolean links = isLinked(staged, published);
            disk.publish(staged, published);
            return links;
        } catch (FileSystemException e) {
            boolean elsewhere = !Files.getFileStore(folder).equals(Files.getFileStore(staging)) || !folder.equals(drop);
            throw new GiveUp(
                    "no file can be published in " + folder + ": " + RootCause.text(e)
                            + (elsewhere
                                    ? "; it may be on another file system than " + staging
                                            + ". Mount that at jobdrop.drop.dir itself, or use another home for this feed"
                                    : ""),
                    e);
        } finally {
            Files.deleteIfExists(staged);
            Files.deleteIfExists(published);
        }
    }

    private static boolean isLinked(Path staged, Path published) throws IOException {
        try {
            Files.createLink(published, staged);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false;
        } finally {
            Files.deleteIfExists(published);
        }
    }

    private static void remove(boolean[] made, Path staging) {
        try {
            if (made[0]) {
                Files.deleteIfExists(staging);
            }
            if (made[1]) {
                Files.deleteIfExists(staging.getParent());
            }
        } catch (IOException e) {
            LOG.debug("{} is in use already", staging, e);
        }
    }
}
