package io.jobdrop.config;

/**
 * One configured value.
 *
 * @param origin where it was set: such as {@code FILE:LINE} or {@code environment NAME}
 */
public record Setting(String key, String value, String origin) {
    static final String TOKEN_URL = ".token-url";

    /** The environment variable that overrides a key: {@code jobdrop.drop.dir} is {@code JOBDROP_DROP_DIR}. */
    static String variable(String key) {
        return key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Whether the value of this key may never be shown. */
    public static boolean isSecret(String key) {
        return key.endsWith("token")
                || key.endsWith("secret")
                || key.endsWith("password")
                || key.endsWith("-key")
                || key.endsWith(".key")
                || key.endsWith(".drop.uri")
                || key.endsWith(".notify.uri")
                || CamelSettings.isSecret(key);
    }

    /** Whether the value of this key is a secret, or an address whose query may hold some. */
    static boolean holdsSecrets(String key) {
        return isSecret(key) || key.endsWith(TOKEN_URL) || key.equals(BrokerAddress.URL);
    }
}
