package bench.cluster;

import java.util.Map;
import java.util.TreeMap;

/** Where the results land, as its reader sees it. */
interface Drop extends AutoCloseable {
    /**
     * A file.
     *
     * @param identity changes when the file is written again, even with the same bytes
     */
    record Stored(String sha256, String identity) {}

    /** All files with their paths, but for what is staged. */
    default Map<String, Stored> files() {
        Map<String, Stored> files = new TreeMap<>();
        identities().forEach((path, identity) -> files.put(path, new Stored(Content.digest(bytes(path)), identity)));
        return files;
    }

    byte[] bytes(String path);

    /** The identities of all files, without reading them; another one is another file, or other bytes. */
    Map<String, String> identities();

    /** The settings of a node that delivers here; a port stands for that of the store, for a {@link Cut}. */
    Map<String, String> settings(int port);

    /** The port of the store; 0 for a folder. */
    int port();

    /** Writes a file as a fault would. */
    void write(String path, byte[] bytes);

    /** Removes a file as a fault would. */
    void remove(String path);

    @Override
    void close();
}
