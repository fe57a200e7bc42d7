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
    /** The download of a result file. */
    FILE,
    /** Not a request, but the moment in which a runner takes a job: what goes wrong here goes wrong in the job. */
    WORK
}
