package io.jobdrop.deliver;

import io.jobdrop.job.GiveUp;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that receives results. Below it no symbolic link is followed: it could lead anywhere. */
final class DropFolder {
    private final Path root;

    DropFolder(Path root) {
        this.root = root;
    }

    /**
     * A path below the folder.
     *
     * @throws GiveUp when a symbolic link is on the way to it, or stands there itself
     */
    Path resolve(String below) {
        Path target = root;
        for (Path part : Path.of(below)) {
            target = target.resolve(part);
            if (Files.isSymbolicLink(target)) {
                throw new GiveUp(target + " is a symbolic link, which is never followed below jobdrop.drop.dir; nothing"
                        + " was written through it. Replace it by a folder or file, then use jobdrop retry");
            }
        }
        return target;
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
