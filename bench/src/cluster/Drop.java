package bench.cluster;

import java.util.Map;

/** Where the results land, as its reader sees it. */
interface Drop extends AutoCloseable {
    /**
     * A file.
     *
     * @param identity changes when the file is written again, even with the same bytes
     */
    record Stored(byte[] bytes, String identity) {
        String sha256() {
            return Content.digest(bytes);
        }
    }

    /** All files with their paths, but for what is staged. */
    Map<String, Stored> files();

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
