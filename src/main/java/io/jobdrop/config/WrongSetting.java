package io.jobdrop.config;

/** A setting that only shows to be wrong when it is used, such as the file that it names. */
public final class WrongSetting extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With a sentence that names the setting and its value. */
    public WrongSetting(String what, Throwable cause) {
        super(what, cause);
    }
}
