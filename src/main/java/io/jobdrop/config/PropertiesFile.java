package io.jobdrop.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** A {@code .properties} text in which each key still knows its line. */
final class PropertiesFile {
    // Nobody writes a tab into a setting on purpose, so that C:\temp is a path.
    private static final Pattern LOST_BACKSLASH =
            Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\(?!u[0-9A-Fa-f]{4})(?=[A-Za-z0-9._-])");
    private static final Pattern NO_UNICODE = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\(?=u(?![0-9A-Fa-f]{4}))");
    private static final Pattern JOINED = Pattern.compile("\\\\\n\\s*jobdrop\\.[a-z0-9.-]+\\s*[=:]");

    private PropertiesFile() {}

    /** Reads one text, which messages call by this name. */
    static Map<String, Setting> parse(String name, String text) {
        return parse(name, text, new ArrayList<>());
    }

    /** The same; adds what is readable and yet not meant. */
    static Map<String, Setting> parse(String name, String text, List<Problem> problems) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int start = 1;
        // Editors of Windows begin a file with a byte order mark.
        for (String line : text.replaceFirst("^\\x{FEFF}", "").split("\\R", -1)) {
            number++;
            if (logical.isEmpty()) {
                start = number;
            }
            logical.append(line);
            if (continues(line)) {
                logical.append('\n');
                continue;
            }
            String where = name + ":" + start;
            // The message below names it; the other settings of the file count.
            String readable = NO_UNICODE.matcher(logical).replaceAll("$1");
            for (Map.Entry<Object, Object> entry : load(where, readable).entrySet()) {
                String key = (String) entry.getKey();
                Setting before = settings.put(key, new Setting(key, ((String) entry.getValue()).strip(), where));
                if (before != null) {
                    problems.add(new Problem(where, key + " is there twice; " + before.origin() + " sets it too"));
                }
                if (LOST_BACKSLASH.matcher(logical).find()) {
                    problems.add(new Problem(
                            where,
                            key + ": a backslash begins an escape in properties, and is lost here;"
                                    + " write C:/folder, or C:\\\\folder"));
                } else if (JOINED.matcher(logical).find()) {
                    problems.add(new Problem(
                            where, key + ": a backslash at the end of a line joins the next line, which is a setting"));
                }
            }
            logical.setLength(0);
        }
        return settings;
    }

    private static boolean continues(String line) {
        String stripped = line.stripLeading();
        if (stripped.startsWith("#") || stripped.startsWith("!")) {
            return false;
        }
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static Properties load(String where, String logicalLine) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
        return properties;
    }
}
