package io.jobdrop.vendor;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one spelling of a host, however a URL or a setting writes it: as browsers read hosts (WHATWG URL Standard, host
 * parsing). Lower case, names beyond ASCII as punycode, IPv4 addresses as four decimal numbers (browsers also read
 * octal, hexadecimal and shorter forms), IPv6 addresses in brackets with all eight groups.
 *
 * <p>Two differences: a dot at the end is dropped, and names with characters that the two versions of IDNA map to
 * different hosts (such as the German sharp s) are refused.
 */
public final class HostName {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._~!$&'()*+,;=-]{1,255}");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00df\\u1e9e\\u03c2\\u200c\\u200d]");
    private static final int MAX_DIGITS = 20;

    private HostName() {}

    /**
     * The spelling that everything else compares and dials.
     *
     * @throws IllegalArgumentException when no browser takes it for a host
     */
    public static String canonical(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        if (host.indexOf(':') >= 0) {
            return ipv6(host);
        }
        String ascii = ascii(percentDecoded(host)).toLowerCase(Locale.ROOT);
        String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (!NAME.matcher(name).matches() || name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
            throw new IllegalArgumentException("no host");
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        return NUMBER.matcher(last).matches() ? ipv4(name.split("\\.", -1)) : name;
    }

    private static String ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        if (AMBIGUOUS.matcher(host).find()) {
            throw new IllegalArgumentException("a host that is read in two ways");
        }
        return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    }

    private static String ipv4(String[] parts) {
        if (parts.length > 4) {
            throw new IllegalArgumentException("too many numbers");
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bytes = last ? 4 - i : 1;
            long number = number(parts[i]);
            if (number >= 1L << (8 * bytes)) {
                throw new IllegalArgumentException("too large a number");
            }
            address = (address << (8 * bytes)) | number;
        }
        return (address >> 24) + "." + (address >> 16 & 0xff) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
    }

    private static long number(String part) {
        if (!NUMBER.matcher(part).matches() || part.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("no number");
        }
        if (part.startsWith("0x")) {
            return part.length() == 2 ? 0 : Long.parseLong(part.substring(2), 16);
        }
        return Long.parseLong(part, part.length() > 1 && part.startsWith("0") ? 8 : 10);
    }

    // An address that only wraps an IPv4 one is that one: Java dials it so.
    private static String ipv6(String text) {
        if (!ADDRESS.matcher(text).matches() || text.indexOf(':') < 0) {
            throw new IllegalArgumentException("no IPv6 address");
        }
        try {
            InetAddress address = InetAddress.getByName("[" + text + "]");
            String plain = address.getHostAddress();
            return address instanceof Inet4Address ? plain : "[" + plain + "]";
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no IPv6 address", e);
        }
    }

    private static String percentDecoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                out.write(HexFormat.fromHexDigits(new String(bytes, i + 1, 2, StandardCharsets.ISO_8859_1)));
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no UTF-8", e);
        }
    }
}
