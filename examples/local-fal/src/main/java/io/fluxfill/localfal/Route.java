package io.fluxfill.localfal;

/** What a request asks for; a {@link FaultRule} picks its victims by it. */
public enum Route {
    /** The synchronous run. */
    RUN,
    /** A submit to the queue. */
    SUBMIT,
    /** A status poll. */
    STATUS,
    /** The status stream (server-sent events). */
    STREAM,
    /** The result. */
    RESULT,
    /** A cancel. */
    CANCEL,
    /** The download of a file, result or upload. */
    FILE,
    /** A token for uploads to the file origin. */
    UPLOAD_TOKEN,
    /** The wish for a pre-signed upload URL, for one piece or for parts. */
    UPLOAD_INITIATE,
    /** A whole file, with a token. */
    UPLOAD,
    /** A whole file, to a pre-signed URL. */
    UPLOAD_SIGNED,
    /** The begin of a multipart upload, with a token. */
    UPLOAD_CREATE,
    /** One part, with a token or to a pre-signed URL. */
    UPLOAD_PART,
    /** The end of a multipart upload, with a token or to a pre-signed URL. */
    UPLOAD_COMPLETE,
    /** Not a request, but the moment in which a runner takes a job: what goes wrong here goes wrong in the job. */
    WORK
}
