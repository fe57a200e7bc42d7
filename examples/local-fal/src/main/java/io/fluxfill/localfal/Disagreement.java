package io.fluxfill.localfal;

/**
 * A point where the sources about the service disagree, and the less likely side of it. Without any of these the server
 * behaves as most sources say; a client should work either way. At most one constant of each {@link #row()} can be set.
 */
public enum Disagreement {
    /** Status replies are 200 always, not 202 until COMPLETED. */
    STATUS_ALWAYS_OK("status code"),
    /** A submit is answered 202, not 200. */
    SUBMIT_ACCEPTED("submit code"),
    /** A submit is answered with the two ids only, without URLs, status and position. */
    SUBMIT_IDS_ONLY("submit fields"),
    /** Cancelling a queued request is answered 200 {@code OK}, not 202 {@code CANCELLATION_REQUESTED}. */
    CANCEL_QUEUED_OK("cancel while queued"),
    /** A running request ignores the cancel and its result is 200, not 499. */
    CANCEL_RUNNING_IGNORED("cancel while running"),
    /** A poll shows the log lines of the last {@linkplain LocalFalOptions.Builder#logWindow log window} only, not all lines so far. */
    LOGS_WINDOW("logs on poll"),
    /** The first COMPLETED reply lacks the last log line; later replies have it. */
    LOGS_LATE("logs on poll"),
    /** The {@code logs} key is missing altogether. */
    LOGS_MISSING("logs on poll"),
    /** Level and source of a log line stand in {@code labels}, not beside the message. */
    LOGS_LABELS("log shape"),
    /** The status of a failed job never has {@code error} and {@code error_type}. */
    FAILED_STATUS_BARE("failed job status"),
    /** {@code metrics} is null. */
    METRICS_NULL("metrics"),
    /** {@code metrics} is missing. */
    METRICS_MISSING("metrics"),
    /** {@code metrics} is there, its {@code inference_time} is null. */
    METRICS_TIME_NULL("metrics"),
    /** A result asked for too early is 202 with a status, not 400. */
    EARLY_RESULT_ACCEPTED("early result"),
    /** A result asked for too early is 404, not 400. */
    EARLY_RESULT_NOT_FOUND("early result"),
    /** Retryability is told by {@code X-Fal-Retryable: true|false}, not {@code X-Fal-Needs-Retry: 1|0}. */
    RETRYABLE_HEADER("retry header"),
    /** {@code timings} has the inference time, and is not empty. */
    TIMINGS_INFERENCE("timings"),
    /** {@code timings} is missing. */
    TIMINGS_MISSING("timings"),
    /** An image has URL and content type only. */
    IMAGE_BARE("image fields"),
    /** An image has also {@code file_name} and {@code file_size}. */
    IMAGE_FILE_FIELDS("image fields"),
    /** A flagged prompt is refused with 422 {@code content_policy_violation}, not answered with a black picture. */
    NSFW_REFUSED("nsfw"),
    /** The status stream ends without the COMPLETED event, by a closed connection. */
    SSE_ABRUPT_CLOSE("sse"),
    /** Every event of the status stream comes twice. */
    SSE_REPEATED("sse"),
    /** The lines of the status stream end with CR LF. */
    SSE_CRLF("sse");

    private final String row;

    Disagreement(String row) {
        this.row = row;
    }

    /** The question on which the sources disagree. */
    public String row() {
        return row;
    }
}
