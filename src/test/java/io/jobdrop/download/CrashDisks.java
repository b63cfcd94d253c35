package io.jobdrop.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobdrop.stage.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Disks on which something happens at one of the steps of a delivery. */
final class CrashDisks {
    private CrashDisks() {}

    /** The machine loses its power before a step: neither that step nor a later one is taken. */
    static final class PowerCut extends Disk {
        static final class Off extends Error {
            private static final long serialVersionUID = 1L;
        }

        private final int last;
        private int steps;

        PowerCut(int last) {
            this.last = last;
        }

        @Override
        protected void before(String step, Path path) {
            if (steps++ >= last) {
                throw new Off();
            }
        }
    }

    /** One step fails, as it does on a full disk or on a folder that became read-only. */
    static final class FullDisk extends Disk {
        private final int bad;
        private int steps;

        FullDisk(int bad) {
            this.bad = bad;
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            if (steps++ == bad) {
                throw new IOException("No space left on device");
            }
        }
    }

    /** What is published never changes, not even for a moment. */
    static final class Watching extends Disk {
        private final CrashScene home;
        private final Map<Path, String> published;

        Watching(CrashScene home) throws IOException {
            this.home = home;
            this.published = home.contents();
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            assertThat(home.contents()).as("before " + step + " " + path).containsAllEntriesOf(published);
        }
    }

    /** The process stands still before one step, for longer than its lease, while another does its work. */
    static final class Stopped extends Disk {
        private final int at;
        private int steps;
        Callback meanwhile = () -> {};
        Map<Path, String> delivered = Map.of();

        interface Callback {
            void happen() throws IOException;
        }

        Stopped(int at) {
            this.at = at;
        }

        @Override
        protected void before(String step, Path path) throws IOException {
            if (steps++ == at) {
                meanwhile.happen();
            }
        }
    }

    /** All steps that are taken. */
    static final class Listing extends Disk {
        final List<String> steps = new ArrayList<>();

        @Override
        protected void before(String step, Path path) {
            steps.add(step + " " + path.getFileName());
        }
    }
}
