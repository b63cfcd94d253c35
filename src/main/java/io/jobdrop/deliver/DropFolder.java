package io.jobdrop.deliver;

import io.jobdrop.job.GiveUp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder that receives results. Below it no symbolic link is followed: it could lead anywhere. */
final class DropFolder {
    private final Path root;

    DropFolder(Path root) {
        this.root = root;
    }

    /**
     * The path of a file below the folder.
     *
     * @throws GiveUp when a symbolic link is on the way to it, or something stands there that is no file
     */
    Path resolve(String below) {
        Path target = root;
        boolean there = true;
        for (Path part : Path.of(below)) {
            target = target.resolve(part);
            // Below what is missing nothing is to be asked for.
            if (there && Files.isSymbolicLink(target)) {
                throw new GiveUp(target + " is a symbolic link, which is never followed below jobdrop.drop.dir; nothing"
                        + " was written through it. Replace it by a folder or file, then use jobdrop retry");
            }
            there = there && Files.exists(target);
        }
        if (there && !Files.isRegularFile(target)) {
            throw new GiveUp(target + " stands where a file is to be, and is none; nothing was written. Move it away,"
                    + " then use jobdrop retry");
        }
        return target;
    }

    /**
     * The content of a file, here or elsewhere on this machine; null when there is none.
     *
     * @throws IOException when it cannot be read, is no file, or its way below the folder leads out of it
     */
    @Nullable
    InputStream open(Path file) throws IOException {
        if (file.startsWith(root) && !file.equals(root)) {
            Path at = root;
            for (Path part : file.subpath(root.getNameCount(), file.getNameCount())) {
                at = at.resolve(part);
                if (part.toString().equals("..") || Files.isSymbolicLink(at)) {
                    throw new IOException(at + " may lead out of jobdrop.drop.dir; it is not followed");
                }
            }
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("it is no file");
        }
        return Files.exists(file) ? Files.newInputStream(file) : null;
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
