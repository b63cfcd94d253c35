package io.jobdrop.poll;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A hook whose requests are signed as Convertly's are (docs.convertly.sh, Webhooks): the header {@code convertly-signature}
 * holds {@code t=SECONDS,v1=HEX}, the HMAC-SHA256 over {@code SECONDS.BODY} by the secret as it is shown.
 */
final class SignedHook implements Hook {
    static final String HEADER = "convertly-signature";

    /** A request that was signed longer ago, or so far in the future, is refused. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String HMAC = "HmacSHA256";
    private static final int LONGEST_HEADER = 1024;
    // Each of them was made by somebody who knows the secret.
    private static final int KNOWN = 1000;

    private final byte[] secret;
    private final Clock clock;
    private final Map<String, Boolean> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KNOWN;
        }
    };

    SignedHook(String secret, Clock clock) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.clock = clock;
    }

    @Override
    public Verdict judge(String rest, Map<String, String> headers, byte[] body) {
        String header = headers.getOrDefault(HEADER, "");
        if (!rest.isEmpty() || header.length() > LONGEST_HEADER) {
            return Verdict.WRONG;
        }
        String time = "";
        List<String> signatures = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            String field = part.strip();
            if (field.startsWith("t=")) {
                time = field.substring(2);
            } else if (field.startsWith("v1=")) {
                signatures.add(field.substring(3));
            }
        }
        if (!isNow(time)) {
            return Verdict.WRONG;
        }
        byte[] right = HexFormat.of().formatHex(hmac(time, body)).getBytes(StandardCharsets.US_ASCII);
        boolean signed = false;
        for (String signature : signatures) {
            signed |= MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.UTF_8));
        }
        if (!signed) {
            return Verdict.WRONG;
        }
        synchronized (known) {
            return known.put(new String(right, StandardCharsets.US_ASCII), true) == null
                    ? Verdict.NEW
                    : Verdict.REPEATED;
        }
    }

    private boolean isNow(String time) {
        if (!time.matches("[0-9]{1,11}")) {
            return false;
        }
        Instant at = Instant.ofEpochSecond(Long.parseLong(time));
        return Duration.between(at, clock.instant()).abs().compareTo(TOLERANCE) <= 0;
    }

    private byte[] hmac(String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }
}
