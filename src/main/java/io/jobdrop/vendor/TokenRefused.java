package io.jobdrop.vendor;

/** The token endpoint refuses the account, and goes on to do so until a setting changes. The message has no subject. */
final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenRefused(String reason) {
        super(reason);
    }
}
