package io.jobdrop.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of a page that a reader types, or that shows what comes of it. It is indented, or fenced as the language of a
 * shell. Blocks of other kinds, such as settings, feeds and requests, are left out.
 */
public record CommandBlock(String page, int line, Kind kind, String text) {
    public enum Kind {
        COMMAND,
        /** Neither typed nor of a kind that is known: mostly what a command prints. */
        SAMPLE
    }

    private static final Pattern FENCE = Pattern.compile("( *)```(\\w*)\\s*");
    private static final List<String> SHELLS = List.of("sh", "bash", "shell", "console", "powershell", "bat", "cmd");
    private static final Pattern DATA = Pattern.compile("(?:[\\w.-]+ = |(?:GET|POST|PUT) |[{\\[<]|- |[\\w-]+:$).*");
    private static final Pattern ASSIGNMENTS = Pattern.compile("(?:[A-Z_]+=(?:\"[^\"]*\"|'[^']*'|[^\\s\"']*)\\s+)+");
    private static final Pattern SHELL_OF_KARAF = Pattern.compile("[a-z]+:[a-z-]+\\b.*");
    private static final Pattern SQL = Pattern.compile("(?:CREATE|ALTER|GRANT) .*");
    private static final Pattern COMMAND = Pattern.compile("(?:[\\w./-]*/)?(?:jobdrop|mvnw|mvn|java|javac|jar"
            + "|catalina\\.sh|standalone\\.sh|client|module|export|set|source|\\.|cd|mkdir|cp|mv|rm|ln|ls|cat|find|grep|chmod|chown"
            + "|install|touch|echo|printf|tar|unzip|zip|curl|wget|openssl|ssh-keyscan|sftp|psql|pg_dump|aws|sqlite3|python3"
            + "|kubectl|helm|kind|docker|podman|buildah|skopeo|ctr|build|sudo|su|id|useradd|adduser|apt|apt-get|dpkg|dpkg-deb"
            + "|systemctl|journalctl|systemd-run|crontab|git|timeout|umask|sha256sum|diff|nssm|sc|winget|msiexec|powershell"
            + "|\\$env:\\w+|[A-Z][a-z]+-[A-Z]\\w+)(?:\\s.*)?");

    /** The blocks of a page in their order. */
    public static List<CommandBlock> of(Path page) throws IOException {
        return new Reading(page).blocks;
    }

    /** Its first line, by which lists name it. */
    public String firstLine() {
        return text.lines().findFirst().orElseThrow();
    }

    public boolean isSql() {
        return SQL.matcher(firstLine()).matches();
    }

    @Override
    public String toString() {
        return page + ":" + line + ": " + firstLine();
    }

    private static @Nullable Kind kindOf(String first) {
        if (DATA.matcher(first).matches()) {
            return null;
        }
        Matcher assignments = ASSIGNMENTS.matcher(first);
        String command = assignments.lookingAt() ? first.substring(assignments.end()) : first;
        boolean typed = List.of(COMMAND, SHELL_OF_KARAF, SQL).stream()
                .anyMatch(form -> form.matcher(command).matches());
        return typed ? Kind.COMMAND : Kind.SAMPLE;
    }

    private static final class Reading {
        private final List<CommandBlock> blocks = new ArrayList<>();
        private final String page;
        private final List<String> lines;
        private int at;

        Reading(Path page) throws IOException {
            this.page = page.toString();
            this.lines = Files.readAllLines(page);
            boolean opens = true;
            while (at < lines.size()) {
                Matcher fence = FENCE.matcher(lines.get(at));
                if (fence.matches()) {
                    fenced(fence.group(1), fence.group(2));
                } else if (opens && isIndented(at)) {
                    indented();
                } else {
                    opens = lines.get(at).isBlank() || lines.get(at).startsWith("#");
                    at++;
                }
            }
        }

        // Markdown lets a block begin behind a blank line or a title only.
        private boolean isIndented(int index) {
            return index < lines.size()
                    && lines.get(index).startsWith("    ")
                    && !lines.get(index).isBlank();
        }

        private void fenced(String indent, String language) {
            int first = at + 1;
            at = first;
            while (at < lines.size() && !lines.get(at).strip().equals("```")) {
                at++;
            }
            if (language.isEmpty() || SHELLS.contains(language)) {
                add(first, at, indent.length(), language.isEmpty() ? null : Kind.COMMAND);
            }
            at++;
        }

        private void indented() {
            int first = at;
            while (isIndented(at) || (at < lines.size() && lines.get(at).isBlank() && isIndented(at + 1))) {
                at++;
            }
            String line = lines.get(first);
            add(first, at, line.length() - line.stripLeading().length(), null);
        }

        private void add(int first, int end, int indent, @Nullable Kind known) {
            List<String> text = lines.subList(first, end).stream()
                    .map(line -> line.substring(Math.min(indent, line.length())))
                    .toList();
            String block = String.join("\n", text);
            Kind kind = known != null
                    ? known
                    : kindOf(block.replaceAll("\\\\\n\\s*", "").split("\n")[0]);
            if (kind != null) {
                blocks.add(new CommandBlock(page, first + 1, kind, block));
            }
        }
    }
}
