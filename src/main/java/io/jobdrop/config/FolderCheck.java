package io.jobdrop.config;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds folders that overlap and harm one another: delivered files would be read as ids or as feeds, or a cleanup of the
 * drop would delete the ledger.
 */
final class FolderCheck {
    private static final String DROP = "jobdrop.drop.dir";
    private static final String LEDGER = "jobdrop.ledger.url";
    private static final Pattern WINDOWS = Pattern.compile("\\\\|(^|/)[A-Za-z]:/");

    /** A folder or file by the setting that names it, and where it really is. */
    private record Place(String key, Path path, Path real) {
        boolean isWithin(Place other) {
            return real.startsWith(other.real);
        }

        @Override
        public String toString() {
            return key + " (" + path + ")";
        }
    }

    private final Settings settings;
    private final ChosenSettings chosen;
    private final List<Problem> problems;

    FolderCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.chosen = new ChosenSettings(settings);
        this.problems = problems;
    }

    /** Checks the folders of active feeds against one another, and against those that hold feed files and kamelets. */
    void run(List<FeedFile> active, List<Path> feedFolders) {
        Place ledger = ledger();
        List<Place> inboxes = inboxes(active);
        if (active.stream().anyMatch(this::usesDrop)) {
            Place drop = place(DROP, settings.path(DROP));
            if (ledger != null && ledger.isWithin(drop)) {
                report(ledger, drop, "the ledger is in the drop; a cleanup of the drop would delete it", false);
            }
            feedFolders.stream()
                    .filter(folder -> real(folder).startsWith(drop.real))
                    .forEach(folder -> problems.add(new Problem(
                            settings.origin(DROP),
                            drop + " holds the folder of feeds " + folder
                                    + "; a delivered file could be read as a feed",
                            false)));
            inboxes.stream()
                    .filter(inbox -> inbox.isWithin(drop) || drop.isWithin(inbox))
                    .forEach(inbox -> report(
                            inbox, drop, "the folders are one in the other; delivered files would be read as ids"));
        }
        for (Place inbox : inboxes) {
            alone(inbox, ledger, feedFolders);
        }
        among(inboxes);
    }

    private boolean usesDrop(FeedFile feed) {
        return !settings.get(feed.name() + ".drop", settings.get("jobdrop.drop"))
                        .equals("s3")
                || !feed.properties().text("step").isEmpty();
    }

    private List<Place> inboxes(List<FeedFile> active) {
        List<Place> inboxes = new ArrayList<>();
        for (FeedFile feed : active) {
            if (feed.isRight() && feed.feed().list().isEmpty()) {
                String key = feed.name() + ".inbox";
                inboxes.add(place(key, settings.home().resolve(settings.get(key, "inbox/" + feed.name()))));
            }
        }
        return inboxes;
    }

    // An inbox takes each file that lies directly in it.
    private void alone(Place inbox, @Nullable Place ledger, List<Path> feedFolders) {
        if (inbox.real.equals(real(settings.home()))) {
            report(inbox, inbox, "the inbox is the home; Jobdrop would read its files as ids and move them away");
        } else if (ledger != null && ledger.isWithin(inbox)) {
            report(inbox, ledger, "the ledger is in the inbox; Jobdrop would read it as ids and move it away");
        }
        if (feedFolders.stream().anyMatch(folder -> real(folder).equals(inbox.real))) {
            report(
                    inbox,
                    inbox,
                    "the inbox is a folder of feeds; Jobdrop would read feed files as ids and move them away");
        }
    }

    private void among(List<Place> inboxes) {
        for (int i = 0; i < inboxes.size(); i++) {
            for (Place other : inboxes.subList(0, i)) {
                Place inbox = inboxes.get(i);
                boolean read = isRead(inbox, other) || isRead(other, inbox);
                if (inbox.real.equals(other.real)) {
                    report(inbox, other, "two feeds share one inbox; each would take ids of the other");
                } else if (read) {
                    report(inbox, other, "one inbox is in .done of the other; its files would be read twice");
                }
            }
        }
    }

    private static boolean isRead(Place inbox, Place by) {
        return inbox.real.startsWith(by.real.resolve(".done"));
    }

    // One on a server is in no folder.
    private @Nullable Place ledger() {
        String url = settings.get(LEDGER);
        String file = LedgerAddress.withoutOptions(url).replaceFirst("^jdbc:sqlite:", "");
        return LedgerAddress.isOnServer(settings)
                ? null
                : place(LEDGER, settings.home().resolve(file));
    }

    private Place place(String key, Path path) {
        String text = path.toString();
        if (File.separatorChar == '/' && WINDOWS.matcher(text).find()) {
            problems.add(new Problem(
                    settings.origin(key),
                    key + ": '" + text + "' is a Windows path; on this machine write / between folders"));
        }
        Path absolute = path.toAbsolutePath().normalize();
        return new Place(key, absolute, real(absolute));
    }

    // As far as it exists, without symbolic links.
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path existing = absolute;
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        try {
            return existing == null
                    ? absolute
                    : existing.toRealPath()
                            .resolve(existing.relativize(absolute))
                            .normalize();
        } catch (IOException e) {
            return absolute;
        }
    }

    private void report(Place first, Place second, String harm) {
        report(first, second, harm, true);
    }

    // Somebody changed one of the two settings: the message names its place.
    private void report(Place first, Place second, String harm, boolean stops) {
        String key = chosen.has(first.key) || !chosen.has(second.key) ? first.key : second.key;
        problems.add(new Problem(
                settings.origin(key),
                first.equals(second) ? first + ": " + harm : first + " and " + second + ": " + harm,
                stops));
    }
}
