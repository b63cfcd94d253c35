package io.jobdrop.support;

/** What goes wrong with a request to S3. */
public record S3Fault(Way way, int status, String code) {
    enum Way {
        NONE,
        CORRUPTED,
        REFUSED,
        CUT,
        SILENT,
        DONE_BUT_REFUSED,
        DONE_BUT_CUT
    }

    static final S3Fault NONE = new S3Fault(Way.NONE, 0, "");

    /** Answers an error; the server never sees the request. */
    public static S3Fault error(int status, String code) {
        return new S3Fault(Way.REFUSED, status, code);
    }

    /** Answers 200 with an error in the body, as S3 does where it began to answer before it was done. */
    public static S3Fault errorWithStatus200(String code) {
        return error(200, code);
    }

    /** Resets the connection; the server never sees the request. */
    public static S3Fault cut() {
        return new S3Fault(Way.CUT, 0, "");
    }

    /** Never answers, until the client gives up; the server never sees the request. */
    public static S3Fault silence() {
        return new S3Fault(Way.SILENT, 0, "");
    }

    /** The server does what was asked, then the connection is reset in place of its answer. */
    public static S3Fault doneButCut() {
        return new S3Fault(Way.DONE_BUT_CUT, 0, "");
    }

    /** The server does what was asked, then the client is told an error. */
    public static S3Fault doneButError(int status, String code) {
        return new S3Fault(Way.DONE_BUT_REFUSED, status, code);
    }

    /** Changes the first byte of the body on its way to the server. */
    public static S3Fault corruptedBody() {
        return new S3Fault(Way.CORRUPTED, 0, "");
    }
}
