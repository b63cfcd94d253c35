package io.jobdrop.poll;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** A hook that whoever knows its path may use. */
record PathHook(String secret) implements Hook {
    @Override
    public Verdict judge(String rest, Map<String, String> headers, byte[] body) {
        return MessageDigest.isEqual(rest.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8))
                ? Verdict.NEW
                : Verdict.WRONG;
    }

    @Override
    public String toString() {
        return "a hook by its path";
    }
}
