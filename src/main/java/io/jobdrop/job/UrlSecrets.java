package io.jobdrop.job;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what makes a URL a credential: its user, its query and fragment, the bytes of a {@code data:} URL, and the
 * signature in a query that stands without its URL. Each search takes linear time, whatever the text holds.
 */
final class UrlSecrets {
    private static final Pattern WHOLE_URL = Pattern.compile("(?i)\\s*[a-z][a-z0-9+.-]*:/");
    // A user that was hidden already stays so.
    private static final Pattern USER = Pattern.compile("(?<=://)(?!\\*\\*\\*@)[^/\\s]*@");
    // Takes a path without a query too: trying again at each of its slashes would take quadratic time.
    private static final Pattern QUERY = Pattern.compile("/[^\\s?#]*+([?#]\\S*+)?");
    private static final Pattern DATA = Pattern.compile("(?i)\\bdata:[^,\\s]{0,100},");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.~-])[\\w.~-]++(?=\\s{0,2}[=:\"'\\\\])");
    // How Camel names options that a component does not know, with values that may be misspelt passwords.
    private static final String OPTIONS = "Unknown parameters=[{";
    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile(Pattern.quote(OPTIONS) + "[^=]{0,200}=(.*)}]");
    private static final Pattern EQUALS = Pattern.compile("\\s{0,2}=\\s{0,2}");
    private static final Pattern COLON = Pattern.compile("\\s{0,2}:\\s{0,2}");
    private static final Pattern QUOTED = Pattern.compile("[\"'\\\\]{1,8}\\s{0,2}[:=]\\s{0,2}[\"'\\\\]{0,8}");
    private static final Pattern VALUE = Pattern.compile("[^\\s\"'<>\\\\]*+");
    private static final Pattern ONE_VALUE = Pattern.compile("[^\\s\"'<>\\\\=&]*+&");
    private static final Pattern QUOTED_VALUE = Pattern.compile("[^\"'\\\\]*+");
    private static final String ENDS_OF_QUERY = "\"'<>(){}[]|,?#";

    // Names of stores and content networks that sign URLs: AWS, Google, Alibaba, Tencent, Huawei, CloudFront.
    private static final Pattern OF_STORES =
            Pattern.compile("x-(?:amz|goog|oss|cos|obs|tos|ms)-.*|.*accesskeyid|googleaccessid|key-pair-id");
    private static final Pattern SECRET = Pattern.compile(
            "(?:.*[-_.])?(?:sig|hmac|jwt|pwd|sas)|.*(?:signature|token|secret|password|passwd|passphrase|credential"
                    + "|credentials|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key)");
    // These say nothing alone, and are parts of a signature beside others: Azure, CloudFront, Google.
    private static final Set<String> BESIDE_OTHERS = Set.of(
            "se", "sp", "sv", "sr", "st", "spr", "srt", "ss", "sip", "skoid", "sktid", "skt", "ske", "sks", "skv",
            "policy", "key");

    private UrlSecrets() {}

    /** Whether the value of a field or parameter of this name is a secret. */
    static boolean isSecretName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return OF_STORES.matcher(lower).matches() || SECRET.matcher(lower).matches();
    }

    /** Finds them in a text for people. */
    static void inText(String text, Redaction redaction) {
        if (text.indexOf('/') >= 0) {
            inUrls(text, redaction);
        }
        if (text.indexOf(':') >= 0) {
            Matcher data = DATA.matcher(text);
            if (data.find()) {
                redaction.cut(data.end(), text.length(), "…");
            }
        }
        if (text.contains(OPTIONS)) {
            Matcher unknown = UNKNOWN_OPTIONS.matcher(text);
            if (unknown.find()) {
                redaction.cut(unknown.start(1), unknown.end(1), Redaction.HIDDEN);
            }
        }
        inName(text, redaction);
    }

    private static void inUrls(String text, Redaction redaction) {
        for (Matcher user = USER.matcher(text); user.find(); ) {
            redaction.cut(user.start(), user.end(), "");
        }
        for (Matcher query = QUERY.matcher(text); query.find(); ) {
            if (query.group(1) != null) {
                redaction.cut(query.start(1), query.end(1), "");
            }
        }
    }

    /** Finds them in a name, in which a question mark behind a slash may be meant. */
    static void inName(String text, Redaction redaction) {
        inEncoded(text, redaction);
        if (text.contains(":/") && WHOLE_URL.matcher(text).lookingAt()) {
            redaction.cut(indexOfQuery(text), text.length(), "");
        }
        if (text.indexOf('=') >= 0 || text.indexOf(':') >= 0) {
            inParameters(text, redaction);
        }
    }

    private static void inParameters(String text, Redaction redaction) {
        int end = 0;
        for (Matcher name = NAME.matcher(text); end < text.length() && name.find(); ) {
            if (name.start() >= end) {
                end = Math.max(end, parameter(text, name.start(), name.end(), end, redaction));
            }
        }
    }

    private static void inEncoded(String text, Redaction redaction) {
        EncodedText.find(text, (start, end, decoded) -> {
            if (redaction.hides(decoded, UrlSecrets::inText)) {
                redaction.cutWord(start, end);
            }
        });
    }

    private static int indexOfQuery(String text) {
        int query = 0;
        while (query < text.length() && text.charAt(query) != '?' && text.charAt(query) != '#') {
            query++;
        }
        return query;
    }

    // Returns where the parameter ends that was cut out; 0 when it is no secret.
    private static int parameter(String text, int start, int end, int from, Redaction redaction) {
        String name = text.substring(start, end).toLowerCase(Locale.ROOT);
        boolean ofStore = OF_STORES.matcher(name).matches();
        boolean secret = ofStore || SECRET.matcher(name).matches();
        Matcher equals = EQUALS.matcher(text).region(end, text.length());
        if (equals.lookingAt()) {
            if (!secret && !(BESIDE_OTHERS.contains(name) && isJoined(text, start, equals.end()))) {
                return 0;
            }
            Matcher value = VALUE.matcher(text).region(equals.end(), text.length());
            int valueEnd = value.lookingAt() ? value.end() : equals.end();
            return cut(text, queryStart(text, start, from), valueEnd, redaction);
        }
        Matcher quoted = QUOTED.matcher(text).region(end, text.length());
        if (secret && quoted.lookingAt()) {
            Matcher value = QUOTED_VALUE.matcher(text).region(quoted.end(), text.length());
            return cut(text, start, value.lookingAt() ? value.end() : quoted.end(), redaction);
        }
        Matcher colon = COLON.matcher(text).region(end, text.length());
        if (ofStore && colon.lookingAt()) {
            Matcher value = VALUE.matcher(text).region(colon.end(), text.length());
            return cut(text, start, value.lookingAt() ? value.end() : colon.end(), redaction);
        }
        return 0;
    }

    private static int cut(String text, int start, int end, Redaction redaction) {
        boolean query = start > 0 && "?#".indexOf(text.charAt(start - 1)) >= 0;
        redaction.cut(query ? start - 1 : start, end, query ? "" : Redaction.HIDDEN);
        return end;
    }

    private static boolean isJoined(String text, int start, int valueStart) {
        Matcher value = ONE_VALUE.matcher(text).region(valueStart, text.length());
        return (start > 0 && text.charAt(start - 1) == '&') || value.lookingAt();
    }

    // Where the parameters begin that are joined to this one.
    private static int queryStart(String text, int start, int from) {
        if (start == 0 || "&;".indexOf(text.charAt(start - 1)) < 0) {
            return start;
        }
        int first = start;
        while (first > from
                && !Character.isWhitespace(text.charAt(first - 1))
                && ENDS_OF_QUERY.indexOf(text.charAt(first - 1)) < 0) {
            first--;
        }
        return first;
    }
}
