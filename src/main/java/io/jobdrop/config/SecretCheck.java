package io.jobdrop.config;

import java.util.List;

/** Finds keys that somebody pasted with something around them. Messages show nothing of the key. */
final class SecretCheck {
    private static final String QUOTES = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb";

    private final Settings settings;
    private final List<Problem> problems;

    SecretCheck(Settings settings, List<Problem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Checks one key; {@code advice} ends the message about blanks. */
    void run(String key, String advice) {
        String secret;
        try {
            secret = settings.get(key);
        } catch (RuntimeException e) {
            return; // It is reported where it is set.
        }
        if (secret.isEmpty()) {
            return;
        }
        if (secret.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            report(key, key + " holds a blank or a line break; write the key alone" + advice);
        } else if (secret.codePoints().anyMatch(SecretCheck::isInvisible)) {
            report(key, key + " holds an invisible character, such as a byte order mark; write the key alone");
        } else if (isQuote(secret.charAt(0)) || isQuote(secret.charAt(secret.length() - 1))) {
            report(key, key + " begins or ends with a quote; write the key without quotes");
        }
    }

    private static boolean isInvisible(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private void report(String key, String what) {
        problems.add(new Problem(settings.origin(key), what));
    }
}
