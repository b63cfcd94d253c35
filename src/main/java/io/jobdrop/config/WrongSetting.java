package io.jobdrop.config;

/** A setting that only shows to be wrong when it is used, such as the file that it names. */
public final class WrongSetting extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With a sentence that names the setting or option and its value. */
    public WrongSetting(String what) {
        super(what);
    }

    /** The same, with its cause. */
    public WrongSetting(String what, Throwable cause) {
        super(what, cause);
    }
}
