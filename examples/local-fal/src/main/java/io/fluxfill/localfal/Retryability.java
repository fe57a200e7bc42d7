package io.fluxfill.localfal;

/** The header that says whether to try again, on which the sources disagree. */
final class Retryability {
    private Retryability() {}

    static Answer mark(Answer answer, boolean retryable, LocalFalOptions options) {
        if (options.has(Disagreement.RETRYABLE_HEADER)) {
            return answer.with("X-Fal-Retryable", Boolean.toString(retryable));
        }
        return answer.with("X-Fal-Needs-Retry", retryable ? "1" : "0");
    }
}
