package io.jobdrop.deliver;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Reduces a vendor's name to a base name that is safe on every file system: no folders, no control or direction
 * characters, none that Windows refuses, no leading dot, no reserved name, at most 150 bytes in UTF-8.
 */
public final class SafeName {
    private static final int MAX_BYTES = 150;
    private static final int MAX_EXTENSION = 20;
    private static final Set<String> RESERVED = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "conin$", "conout$");

    private SafeName() {}

    /** The safe form of a name; empty when nothing of it is safe. */
    public static String of(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = Normalizer.normalize(base, Normalizer.Form.NFC)
                .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "")
                .replaceAll("[<>:\"|?*]", "_")
                .strip()
                .replaceAll("^[.\\s]+|[.\\s]+$", "");
        String shortened = shortened(clean);
        int dot = shortened.indexOf('.');
        String stem = dot < 0 ? shortened : shortened.substring(0, dot);
        return RESERVED.contains(stem.strip().toLowerCase(Locale.ROOT)) ? "_" + shortened : shortened;
    }

    // Cuts between code points and keeps a short extension, which says what the file is.
    private static String shortened(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String extension = dot > 0 && bytes(name.substring(dot)) <= MAX_EXTENSION ? name.substring(dot) : "";
        StringBuilder kept = new StringBuilder();
        int size = bytes(extension);
        for (int point : name.substring(0, name.length() - extension.length())
                .codePoints()
                .toArray()) {
            String text = Character.toString(point);
            size += bytes(text);
            if (size > MAX_BYTES) {
                break;
            }
            kept.append(text);
        }
        return kept.toString().replaceAll("[.\\s]+$", "") + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
